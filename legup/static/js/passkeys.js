// Makes a passkey or comes in with one, where the browser can, and says why when it could not.
const ways = window.allauth.webauthn.forms;
const byNumber = /^[\d.]+$|:/.test(location.hostname);
const able = Boolean(window.PublicKeyCredential) && !byNumber;

const sentences = {
  NotAllowedError: "Nothing happened: it was cancelled, or took too long, or this device has no passkey for Leg Up.",
  InvalidStateError: "This device already keeps a passkey for your account.",
  SecurityError: "Passkeys do not work under this address.",
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!able) continue;
  button.hidden = false;
  document.querySelectorAll("[data-passkey-none]").forEach((element) => element.remove());
  const ids = { passwordless: "id_passwordless", credential: "id_credential", data: "js_data" };
  ways[button.dataset.passkey]({ ids: { add: button.id, login: button.id, authenticate: button.id, ...ids } });
}

// A passkey needs a name in the address; this computer's own is localhost.
for (const link of document.querySelectorAll("[data-passkey-elsewhere]")) {
  if (!["127.0.0.1", "[::1]"].includes(location.hostname)) continue;
  link.hidden = false;
  link.href = `http://localhost:${location.port}${location.pathname}`;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = sentences[event.detail.exception.name] ?? "The passkey could not be used. Try once more, or come in another way.";
  for (const place of document.querySelectorAll("[data-passkey-trouble]")) {
    place.textContent = said;
    place.hidden = false;
  }
});
