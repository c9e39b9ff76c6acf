// [data-busy] on a form: says what is going on once it has been sent, and keeps its button from being pressed twice.
import { each } from "./each.js";

each("[data-busy]", (form) => {
  const words = document.createElement("p");
  words.className = "busy";
  words.setAttribute("role", "status");
  form.append(words);
  const ready = (is) => {
    form.querySelectorAll("button").forEach((button) => { button.disabled = !is; });
    words.textContent = is ? "" : form.dataset.busy;
  };
  // After the browser has collected what was typed in; a page that is come back to is ready again.
  form.addEventListener("submit", () => setTimeout(() => ready(false)));
  addEventListener("pageshow", () => ready(true));
});
