// How many things could be better is said to those who do not see it: only when the number changed, and only after a pause in typing.
const spoken = document.querySelector("#spoken");
const count = () => document.querySelector("#summary span")?.textContent ?? "";
let last = count();
let waiting;

export function say(words) {
  if (!spoken) return;
  spoken.textContent = "";
  requestAnimationFrame(() => { spoken.textContent = words; });
}

document.addEventListener("input", () => clearTimeout(waiting));
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "beside") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (count() === last) return;
    last = count();
    say(last);
  }, 2500);
});
