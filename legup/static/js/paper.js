// What is printed is the letter as it stands in the field, and nothing else.
const body = document.querySelector("#paper .letter-body");
const letter = document.querySelector("#id_body");
const subject = document.querySelector("#id_subject");

addEventListener("beforeprint", () => {
  if (!body || !letter) return;
  body.replaceChildren(...letter.value.split(/\n{2,}/).map((text) => Object.assign(document.createElement("p"), { innerText: text })));
  const line = document.querySelector("#paper .letter-subject dd");
  if (line) line.textContent = subject.value;
});
document.querySelector("[data-print]")?.addEventListener("click", () => print());
