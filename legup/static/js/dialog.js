// [data-dialog="id"] on a button opens that dialog; a click on what lies behind it closes it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) return document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.matches?.("dialog[open]")) event.target.close();
});
