// [data-read-aloud] on a button reads the letter, its sentence marked as it is read; hidden where the browser has no voice.
const button = document.querySelector("[data-read-aloud]");
const letter = document.querySelector("#id_body");
const voice = globalThis.speechSynthesis;
let sheet = null;

function sentences(text) {
  return text.match(/[^\n.!?]+(?:[.!?]+["'’”)]*(?=\s|$)|[.!?]+(?=\S)|\n+|$)|[\n.!?]+/g)?.filter((one) => one.trim()) ?? [];
}

// The letter is laid out once more in the same place, so that a sentence in it can be marked; the field is back when reading ends.
function lay(parts) {
  sheet = document.createElement("div");
  sheet.className = "letter-body letter-reading";
  sheet.lang = letter.lang;
  const text = letter.value;
  let from = 0;
  for (const part of parts) {
    const start = text.indexOf(part, from);
    const span = document.createElement("span");
    span.textContent = part;
    sheet.append(text.slice(from, start), span);
    from = start + part.length;
  }
  sheet.append(text.slice(from));
  letter.hidden = true;
  letter.before(sheet);
  return [...sheet.querySelectorAll("span")];
}

function stop() {
  voice.cancel();
  sheet?.remove();
  sheet = null;
  letter.hidden = false;
  button.lastElementChild.textContent = "Read it to me";
}

function read(spans) {
  const [first, ...rest] = spans;
  if (!first) return stop();
  const mine = sheet;
  const words = new SpeechSynthesisUtterance(first.textContent.trim());
  if (letter.lang) words.lang = letter.lang;
  const go = () => { if (sheet && sheet === mine) { first.classList.remove("spoken"); read(rest); } };
  words.onend = go;
  words.onerror = go;
  first.classList.add("spoken");
  first.scrollIntoView({ block: "nearest" });
  voice.speak(words);
}

if (button && letter && voice && globalThis.SpeechSynthesisUtterance) {
  const show = () => { button.hidden = voice.getVoices().length === 0; };
  show();
  voice.addEventListener?.("voiceschanged", show);
  button.addEventListener("click", () => {
    if (sheet) return stop();
    const spans = lay(sentences(letter.value));
    button.lastElementChild.textContent = "Stop reading";
    read(spans);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !sheet) return;
    event.preventDefault();
    stop();
  }, true);
  addEventListener("pagehide", () => voice.cancel());
}
