// Pasted words arrive without characters that nobody sees, and with plain spaces; typographic quotes stay. The server does the same when it keeps them.
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])/g;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

document.querySelector("#id_body")?.addEventListener("paste", (event) => {
  const pasted = event.clipboardData?.getData("text/plain") ?? "";
  const clean = pasted.replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, "\n").replace(SPACES, " ").replace(UNSEEN, "");
  if (clean === pasted || !clean) return;
  event.preventDefault();
  document.execCommand("insertText", false, clean); // the only way to insert that Ctrl+Z takes back
  const unseen = pasted.match(UNSEEN)?.length ?? 0;
  const note = document.querySelector("#pasted");
  if (note && unseen) note.textContent = `${unseen} invisible ${unseen === 1 ? "character was" : "characters were"} taken out of what you pasted.`;
});
