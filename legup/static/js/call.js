// [data-call="key"]: the call page. What is typed is kept in this browser at once and sent every two seconds; what is
// pressed ([data-send]) waits in a line until there is signal. The form works without any of this.
import { each } from "./each.js";

const PAUSE = 2000;
const AGAIN = 5000;

function remember(key, value) {
  try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode, or full */ }
}
function recall(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}
const lines = (text) => text.split("\n").map((line) => line.trimEnd()).filter((line) => line.trim());
const contains = (text, other) => {
  const mine = lines(text);
  return lines(other).every((line) => mine.some((one) => one.startsWith(line)));
};

// The line the cursor stands in, or the last one above it that has words.
function lineAt(field) {
  const upTo = field.value.indexOf("\n", field.selectionEnd);
  const above = field.value.slice(0, upTo < 0 ? undefined : upTo).split("\n").reverse();
  return above.find((line) => line.trim()) ?? "";
}

each("[data-call]", (form) => {
  const field = form.elements.notes;
  const state = form.querySelector("[data-state]");
  const textKey = `legup:notes:${form.dataset.call}`;
  const lineKey = `legup:waiting:${form.dataset.call}`;
  const waiting = recall(lineKey) ?? [];
  let base = form.dataset.stamp;
  let sent = field.value;
  let timer = 0;
  let busy = false;

  const tell = (words, tone = "") => { state.textContent = words; state.dataset.state = tone; };
  const hour = () => new Date().toTimeString().slice(0, 5);
  const isSaved = () => field.value === sent && !waiting.length;
  function keepHere() {
    remember(textKey, field.value === sent ? null : { text: field.value, base });
    remember(lineKey, waiting.length ? waiting : null);
  }
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(flush, wait); };

  // Both versions when another window had kept something else: theirs, then what was typed here since.
  function takeOver(answer, was) {
    const typed = lines(field.value).filter((line) => !contains(was, line) && !contains(answer.notes, line));
    sent = answer.notes;
    field.value = [answer.notes, ...typed].join("\n");
  }

  async function post(act) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("notes", field.value);
    body.set("base", base);
    for (const [name, value] of Object.entries(act?.fields ?? {})) body.set(name, value);
    const answer = await fetch(act?.url ?? form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.redirected && !isOurs ? 401 : answer.status, ...(isOurs ? await answer.json() : {}) };
  }

  function arrived(answer, was) {
    base = form.elements.base.value = answer.base;
    sent = was;
    if (answer.notes !== undefined) takeOver(answer, was);
    if (answer.lines !== undefined) form.querySelector("[data-lines]").innerHTML = answer.lines;
    keepHere();
    tell(answer.sentence ?? (isSaved() ? `Saved ${hour()}.` : "Saving."), answer.sentence ? "warn" : "");
  }

  function refused(answer) {
    if (answer.status === 401 || answer.status === 403) return tell("You have been signed out. Sign in again in another window; what you typed is kept on this device.", "bad");
    if (answer.status === 422) return tell(answer.sentence, "bad");
    return tell("Leg Up could not keep this just now. It stays on this device and is tried again.", "bad");
  }

  async function flush() {
    clearTimeout(timer);
    timer = 0;
    if (busy || isSaved()) return;
    busy = true;
    const [act] = waiting;
    const was = field.value;
    try {
      const answer = await post(act);
      if (answer.status !== 200) {
        if (act && [400, 404].includes(answer.status)) waiting.shift();
        refused(answer);
        return void later(AGAIN);
      }
      if (act) waiting.shift();
      arrived(answer, was);
      if (act?.leave && isSaved()) location.assign(answer.page);
      else if (!isSaved()) later(waiting.length ? 0 : PAUSE);
    } catch {
      keepHere();
      tell("No signal. Everything is kept on this device and is sent when there is one.", "warn");
      later(AGAIN);
    } finally { busy = false; }
  }

  function nextQuestion() {
    const next = form.querySelector("[data-questions] li:not(.asked)");
    const button = form.querySelector("[data-next]");
    button.hidden = !next;
    if (next) button.value = `asked ${next.dataset.pk}`;
    form.querySelector("#next-question").textContent = next ? next.querySelector(".question-text").textContent : "Every question is asked. Ask what should have been asked.";
  }
  function markAsked(value) {
    const [verb, pk] = value.split(" ");
    const item = form.querySelector(`[data-questions] li[data-pk="${CSS.escape(pk)}"]`);
    if (!item) return;
    const asked = verb === "asked";
    const button = item.querySelector("button");
    item.classList.toggle("asked", asked);
    button.value = `${asked ? "not" : "asked"} ${pk}`;
    button.textContent = asked ? "Not asked after all" : "Asked";
    button.setAttribute("aria-label", `${button.textContent}: ${item.querySelector(".question-text").textContent}`);
    nextQuestion();
  }
  function startClock(at) {
    form.querySelector("[data-begin]")?.remove();
    form.querySelector("[data-clock-row]").hidden = false;
    form.dispatchEvent(new CustomEvent("call:began", { detail: at }));
  }

  // What a pressed button sends, and what the page shows at once.
  const acts = {
    ask: (button) => { const fields = { question: button.value }; markAsked(button.value); return { fields }; },
    catch: (button) => {
      const line = lineAt(field);
      if (!line) return tell("Type a line first, then touch what it is.", "warn");
      tell(`Kept as ${button.textContent.trim().toLowerCase()}: ${line.trim()}`, "done");
      return { fields: { tag: button.value, line } };
    },
    begin: () => { const at = new Date().toISOString(); startClock(at); return { fields: { at } }; },
    end: () => ({ fields: { at: new Date().toISOString() }, leave: true }),
    "": (button) => { button.closest("li").hidden = true; return { fields: {} }; },
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    const act = button?.dataset.send === undefined ? null : acts[button.dataset.send](button);
    if (act) waiting.push({ url: button.formAction, ...act });
    keepHere();
    later(0);
  });
  field.addEventListener("input", () => { keepHere(); if (!busy && !timer) later(PAUSE); });
  addEventListener("online", flush);
  addEventListener("pagehide", keepHere);
  document.addEventListener("visibilitychange", () => { if (document.hidden) { keepHere(); flush(); } });

  // What this browser kept and Leg Up never received.
  const kept = recall(textKey);
  const box = form.querySelector("[data-kept]");
  const putBack = () => {
    base = form.elements.base.value = kept.base;
    field.value = kept.text;
    box.hidden = true;
    keepHere();
    later(0);
  };
  if (!kept || contains(field.value, kept.text)) remember(textKey, null);
  else if (kept.base === base) { putBack(); tell("What you had typed without signal is back.", "warn"); }
  else {
    box.querySelector("[data-kept-words]").textContent = `This device kept words that never reached Leg Up: “${lines(kept.text).filter((line) => !contains(field.value, line)).join(" · ").slice(0, 200)}”`;
    box.hidden = false;
    box.querySelector("[data-kept-add]").addEventListener("click", putBack);
    box.querySelector("[data-kept-drop]").addEventListener("click", () => { remember(textKey, null); box.hidden = true; field.focus(); });
  }
  waiting.forEach((act) => act.fields?.question && markAsked(act.fields.question));
  form.classList.add("live");
  if (waiting.length) later(0);
});
