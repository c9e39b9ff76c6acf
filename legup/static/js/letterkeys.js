// Ctrl+Enter sends, Ctrl+S keeps, Alt+N goes to the next finding, Escape back to where one was. The keys dialog lists them.
import { choose } from "./sentence.js";
import { say } from "./announce.js";

const form = document.querySelector("#letter-form");
let at = -1;
let before = null;

function send() {
  const button = form.querySelector('[name="act"][value="send"]');
  if (button) return form.requestSubmit(button);
  form.querySelector("#mailto")?.focus();
  say("It cannot be sent from here. Open it in your mail instead.");
}

function next() {
  const findings = [...form.querySelectorAll("#beside .finding")];
  if (!findings.length) return say("Nothing stands in its way.");
  const here = document.activeElement;
  before ??= { field: here, start: here.selectionStart, end: here.selectionEnd };
  at = (at + 1) % findings.length;
  const finding = findings[at];
  const link = finding.querySelector('a[href^="#"]');
  if (!link || !choose(link)) {
    finding.tabIndex = -1;
    finding.focus();
  }
  say(`${at + 1} of ${findings.length}: ${finding.querySelector(".finding-title").textContent}`);
}

function back() {
  const { field, start, end } = before ?? {};
  before = null;
  at = -1;
  const place = field?.isConnected && field !== document.body ? field : form.querySelector("#id_body");
  place.focus();
  if (start !== undefined && start !== null) place.setSelectionRange?.(start, end);
}

function act(event) {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") return send;
  if (control && !event.shiftKey && event.key.toLowerCase() === "s") return () => form.querySelector("[data-keeper]").dispatchEvent(new CustomEvent("keep"));
  if (event.altKey && !control && event.code === "KeyN") return next;
  return event.key === "Escape" && (before || (form.contains(document.activeElement) && document.activeElement.id !== "id_body")) ? back : null;
}

document.addEventListener("keydown", (event) => {
  if (!form || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], details[data-menu][open]")) return;
  const does = act(event);
  if (!does) return;
  event.preventDefault();
  does();
});
form?.addEventListener("input", () => { before = null; });
