// Asks the browser for a passkey where a page offers one. Every other way in works without this.
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  // The standard's JSON, with bytes where the browser wants them.
  function read(asked) {
    asked.challenge = bytes(asked.challenge);
    if (asked.user) { asked.user.id = bytes(asked.user.id); }
    (asked.allowCredentials || []).concat(asked.excludeCredentials || []).forEach(function (each) {
      each.id = bytes(each.id);
    });
    return asked;
  }
  function said(key) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature"].forEach(function (name) {
      if (key.response[name]) { response[name] = text(key.response[name]); }
    });
    return JSON.stringify({ id: key.id, response: response });
  }
  function ask(button) {
    var asked = { publicKey: read(JSON.parse(button.dataset.asked)) };
    var kind = button.dataset.passkey;
    var refused = button.form.querySelector("[data-refused]");
    refused.hidden = true;
    button.disabled = true;
    navigator.credentials[kind](asked).then(function (key) {
      button.form.elements.passkey.value = said(key);
      button.form.submit();
    }).catch(function () {
      button.disabled = false;
      refused.hidden = false;
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    if (!window.PublicKeyCredential) { return; }
    document.querySelectorAll("[data-passkey]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        if (button.dataset.passkey === "get" || button.form.reportValidity()) { ask(button); }
      });
    });
    document.querySelectorAll("[data-no-passkey]").forEach(function (each) { each.hidden = true; });
  });
}());
