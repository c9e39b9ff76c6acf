// [data-dirty] on a form: the browser asks before unsaved changes are left behind.
import { each } from "./each.js";

const dirty = new Set();

each("[data-dirty]", (form) => {
  form.addEventListener("input", () => dirty.add(form));
  form.addEventListener("submit", () => dirty.delete(form));
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) dirty.delete(form); });
});
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
