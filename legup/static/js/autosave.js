// [data-keep="key"]: what is typed is kept in this browser until a page that carries the same text, or
// <meta name="kept-done" content="key">, shows that it arrived. Nothing typed is lost with the page or the signal.
import { each } from "./each.js";

const place = (field) => `legup:${field.dataset.keep}:${field.name || field.id}`;

function read(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function write(key, value) {
  try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* private mode, or full */ }
}

for (const done of document.querySelectorAll('meta[name="kept-done"]')) {
  const start = `legup:${done.content}:`;
  Object.keys(localStorage ?? {}).filter((key) => key.startsWith(start)).forEach((key) => write(key, null));
}

function tell(field, given) {
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.append("We kept what you had typed here. ");
  const back = document.createElement("button");
  back.type = "button";
  back.className = "button quiet small";
  back.textContent = "Use the saved text instead";
  back.addEventListener("click", () => { field.value = given; write(place(field), null); line.remove(); field.focus(); });
  line.append(back);
  field.after(line);
}

each("[data-keep]", (field) => {
  const key = place(field);
  const kept = read(key);
  const given = field.value;
  if (kept !== null && kept !== given) {
    field.value = kept;
    if (given) tell(field, given);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else write(key, null);
  field.addEventListener("input", () => write(key, field.value));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target;
  if (event.detail.successful && field.matches?.("[data-keep][data-keep-until=sent]")) write(place(field), null);
});
