// The clock of the call page: begins when the button is pressed, can be paused and hidden. Counting is clock.js.
import { each } from "./each.js";

each("[data-clock-box]", (box) => {
  const form = box.closest("[data-call]");
  const row = box.querySelector("[data-clock-row]");
  const key = `legup:clock:${form.dataset.call}`;
  const kept = (() => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } })();
  const keep = () => { try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* private mode */ } };
  const pause = box.querySelector("[data-clock-pause]");
  const hide = box.querySelector("[data-clock-hide]");
  let clock = box.querySelector("[data-call-clock]");
  let began = Date.parse(clock.dataset.started ?? "");

  // A fresh element, so that clock.js counts from another beginning.
  function show() {
    const fresh = clock.cloneNode(false);
    fresh.className = "call-clock";
    delete fresh.dataset.started;
    const beginning = began + (kept.lost ?? 0);
    const seconds = Math.max(0, Math.floor(((kept.paused ?? Date.now()) - beginning) / 1000));
    fresh.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (!kept.paused) fresh.dataset.started = new Date(beginning).toISOString();
    clock.replaceWith(fresh);
    clock = fresh;
    fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    pause.textContent = kept.paused ? "Go on" : "Pause";
    pause.setAttribute("aria-pressed", String(Boolean(kept.paused)));
    row.classList.toggle("hidden-clock", Boolean(kept.hidden));
    hide.textContent = kept.hidden ? "Show the clock" : "Hide the clock";
    hide.setAttribute("aria-pressed", String(Boolean(kept.hidden)));
    box.querySelector("[data-clock-acts]").hidden = false;
  }
  pause.addEventListener("click", () => {
    if (kept.paused) { kept.lost = (kept.lost ?? 0) + Date.now() - kept.paused; delete kept.paused; } else kept.paused = Date.now();
    keep();
    show();
  });
  hide.addEventListener("click", () => { kept.hidden = !kept.hidden; keep(); show(); });
  form.addEventListener("call:began", (event) => { began = Date.parse(event.detail); show(); });
  if (!Number.isNaN(began)) show();
});
