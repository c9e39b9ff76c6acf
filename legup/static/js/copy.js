// [data-copy="#id"] on a button: copies that element's value or text and says so.
import { each } from "./each.js";

async function copy(text, source) {
  try { return await navigator.clipboard.writeText(text), true; } catch { /* not a secure page, or refused */ }
  const range = document.createRange();
  range.selectNodeContents(source);
  source.select ? source.select() : (getSelection().removeAllRanges(), getSelection().addRange(range));
  return document.execCommand("copy");
}

each("[data-copy]", (button) => {
  const words = button.textContent;
  const label = button.querySelector("[data-copy-words]") ?? button;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const went = await copy(source.value ?? source.innerText, source);
    label.textContent = went ? "Copied" : "Selected: press Ctrl+C";
    setTimeout(() => (label.textContent = words), 2500);
  });
});
