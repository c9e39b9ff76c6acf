// [data-started="instant"] [data-planned="20"] [data-nudge="16"]: the quiet clock of a call. The classes nudge and over
// are set once each, and the words in data-nudge-words and data-over-words go into the element named by data-nudge-into.
import { each } from "./each.js";

const two = (number) => String(number).padStart(2, "0");

each("[data-started]", (clock) => {
  const { started, planned = "20", nudge = "16", nudgeInto, nudgeWords, overWords } = clock.dataset;
  const began = Date.parse(started);
  if (Number.isNaN(began)) return;
  const into = nudgeInto && document.querySelector(nudgeInto);
  const mark = (name, words) => {
    if (clock.classList.contains(name)) return;
    clock.classList.add(name);
    if (into && words) into.textContent = words;
  };
  const tick = () => {
    if (!clock.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    if (seconds >= nudge * 60) mark("nudge", nudgeWords ?? `Minute ${nudge}. Time for the last question.`);
    if (seconds >= planned * 60) mark("over", overWords ?? `You said ${planned} minutes. Thank them and close.`);
  };
  const timer = setInterval(tick, 1000);
  tick();
});
