// [data-zone] on a hidden field: the time zone this device is set to, so that nobody has to pick it from a list.
import { each } from "./each.js";

each("[data-zone]", (field) => {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
});
