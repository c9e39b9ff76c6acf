// A link to a sentence (href="#s3") selects that sentence in the letter being written, instead of jumping to the copy below it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('#letter-form a[href^="#s"]');
  const place = link && document.querySelector(link.getAttribute("href"));
  const letter = document.querySelector("#id_body");
  if (!place?.dataset.span || !letter) return;
  event.preventDefault();
  const [start, end] = place.dataset.span.split("-").map(Number);
  letter.focus();
  letter.setSelectionRange(start, end);
  letter.scrollIntoView({ block: "nearest" });
});
