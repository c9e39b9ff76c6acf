// A link to a sentence (href="#s3", or data-span="12-40") selects that sentence in the letter being written, instead of jumping to a copy of it.
const unit = (text, characters) => [...text].slice(0, characters).join("").length;

export function choose(link) {
  const letter = document.querySelector("#id_body");
  const place = document.querySelector(link.getAttribute("href"));
  const span = link.dataset.span ?? place?.dataset.span;
  if (letter && span) {
    const [start, end] = span.split("-").map((n) => unit(letter.value, Number(n)));
    letter.focus();
    letter.setSelectionRange(start, end);
    letter.scrollIntoView({ block: "nearest" });
  } else if (place?.matches("input, textarea")) place.focus();
  else return false;
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('#letter-form a[href^="#"]');
  if (link && choose(link)) event.preventDefault();
});
