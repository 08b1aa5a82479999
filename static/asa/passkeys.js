// Pages with passkeys: show what needs a passkey only where the browser can, and say in German what went wrong.
(function () {
  "use strict";
  const can = Boolean(window.PublicKeyCredential);
  document.querySelectorAll("[data-needs-passkeys]").forEach(function (part) { part.hidden = !can; });
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) {
    trouble.hidden = can;
    if (!can) { trouble.textContent = "Dieser Browser kennt keine Passkeys. Nehmen Sie die Authenticator-App."; }
  }
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    const place = trouble || document.getElementById("live");
    if (place) {
      place.hidden = false;
      place.textContent = "Das hat nicht geklappt. Der Passkey wurde nicht erkannt oder der Vorgang abgebrochen. Bitte versuchen Sie es noch einmal.";
    }
  });
})();
