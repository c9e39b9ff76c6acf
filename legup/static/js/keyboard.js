// j and k through [data-row], / to the search, ? for help, g and a letter to the rooms. Never while one types.
const rooms = { t: 0, p: 1, l: 2, c: 3, o: 4 };
let going = 0;

const typing = (target) => target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open] *");

function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const here = document.activeElement;
  let at = rows.indexOf(here);
  if (at < 0) at = rows.findIndex((row) => row.closest("li, tr") === here?.closest("li, tr"));
  if (at < 0) at = by > 0 ? -1 : rows.length;
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
}

const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function find() {
  const fields = [...document.querySelectorAll("[data-find]")].filter(visible);
  const field = fields.at(-1);
  field?.focus();
  field?.select();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (going && Date.now() - going < 1500 && event.key in rooms) {
    going = 0;
    event.preventDefault();
    return document.querySelectorAll(".nav a")[rooms[event.key]]?.click();
  }
  going = event.key === "g" ? Date.now() : 0;
  const acts = { j: () => move(1), k: () => move(-1), "/": find, "?": () => document.getElementById("keys")?.showModal() };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});
