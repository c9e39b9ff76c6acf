// Bringing people in: a file that is too large is refused before it is sent; a bar shows how far things have come.
import { each } from "./each.js";

each("input[data-largest]", (input) => {
  input.addEventListener("change", () => {
    const largest = Number(input.dataset.largest);
    const file = input.files[0];
    const tooLarge = file && file.size > largest;
    const megabytes = (bytes) => Math.floor(bytes / 1_000_000);
    input.setCustomValidity(
      tooLarge ? `This file is ${megabytes(file.size)} MB; Leg Up reads lists up to ${megabytes(largest)} MB. Split it, or export it without pictures.` : ""
    );
    input.reportValidity();
  });
});

each("form[data-reading], form[data-progress]", (form) => {
  form.addEventListener("submit", () => {
    const bar = form.querySelector(".import-progress");
    bar.hidden = false;
    if (form.dataset.progress) follow(form.dataset.progress, bar.querySelector("progress"));
  });
});

function follow(address, bar) {
  const look = async () => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { done, total, ended } = await answer.json();
    if (total) {
      bar.max = total;
      bar.value = done;
    }
    if (!ended) setTimeout(look, 500);
  };
  setTimeout(look, 300);
}
