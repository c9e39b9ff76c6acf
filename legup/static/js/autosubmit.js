// [data-autosubmit] on a form: sends itself when a choice changes.
import { each } from "./each.js";

each("[data-autosubmit]", (form) => form.addEventListener("change", () => form.requestSubmit()));
