// [data-until="instant"]: says how long is left. data-until-end: "hide" (itself, by default), "disable" (the button
// around it) or "reload" (the page).
import { each } from "./each.js";

const words = (seconds) => (seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);

function end(element) {
  const how = element.dataset.untilEnd ?? "hide";
  if (how === "reload") return location.reload();
  if (how === "disable") {
    const button = element.closest("button");
    if (button) button.disabled = true;
    element.textContent = "";
  } else element.hidden = true;
}

each("[data-until]", (element) => {
  const until = Date.parse(element.dataset.until);
  if (Number.isNaN(until)) return;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (!element.isConnected) return clearInterval(timer);
    if (left > 0) return void (element.textContent = words(left));
    clearInterval(timer);
    end(element);
  };
  const timer = setInterval(tick, 1000);
  tick();
});
