// [data-drop] around a file input: a file may be dropped anywhere on it, or on the whole page when it is the only one.
import { each } from "./each.js";

each("[data-drop]", (zone) => {
  const input = zone.querySelector('input[type="file"]');
  if (!input) return;
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
