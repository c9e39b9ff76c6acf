// [data-theme-pick]: light, dark, or as the device. Kept in a cookie, so that the next page comes in the right light.
import { each } from "./each.js";

each("[data-theme-pick]", (group) => {
  const buttons = [...group.querySelectorAll("button")];
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", button.value === document.documentElement.dataset.theme));
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    document.documentElement.dataset.theme = button.value;
    document.cookie = `legup_theme=${button.value}; path=/; max-age=31536000; samesite=lax`;
    show();
  });
  show();
});
