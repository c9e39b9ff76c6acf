// [data-toast]: put away by its button; a plain one goes by itself after ten seconds unless it is being read.
import { each } from "./each.js";

each("[data-toast]", (toast) => {
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  if (toast.querySelector("form") || toast.matches(".error, .warning")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : toast.remove());
  setTimeout(leave, 10000);
});
