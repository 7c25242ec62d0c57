// The keys written on the buttons, and the progress of an upload. Everything works without it.
(function () {
  "use strict";
  function act(target) {
    if (target.matches("summary")) { target.parentElement.open = true; target.focus(); }
    else if (target.matches("input, select, textarea")) {
      target.focus();
      if (target.select) { target.select(); }
    } else { target.click(); }
  }
  function choose(step) {
    var links = Array.prototype.slice.call(document.querySelectorAll("table[data-choose] tbody th a"));
    if (!links.length) { return false; }
    var at = links.indexOf(document.activeElement);
    var next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next.focus();
    return true;
  }
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (/^F\d+$/.test(event.key)) {
      var target = document.querySelector('[aria-keyshortcuts="' + event.key + '"]:not([disabled])');
      if (target) { event.preventDefault(); act(target); }
      return;
    }
    var inList = document.activeElement.closest("table[data-choose], body:not(:focus-within)");
    var free = document.activeElement === document.body || document.activeElement.id === "q";
    if ((inList || free) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (choose(event.key === "ArrowDown" ? 1 : -1)) { event.preventDefault(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.keys[open]").forEach(function (each) { each.open = false; });
    }
  });
  document.addEventListener("htmx:xhr:progress", function (event) {
    var bar = document.querySelector("form[data-upload] progress");
    if (!bar || !event.detail.lengthComputable) { return; }
    bar.closest("[hidden], .work").hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });
  // Locked in place: the server shows nothing more of the session, the page keeps what was typed.
  function send(form) {
    return fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  }
  function lock(form, dialog) {
    send(form).then(function () {
      document.body.classList.add("is-locked");
      dialog.showModal();
    }, function () { form.submit(); });
  }
  function unlock(form, dialog) {
    var wrong = form.querySelector("[data-wrong]");
    send(form).then(function (answer) {
      form.reset();
      wrong.hidden = answer.type === "opaqueredirect";
      if (!wrong.hidden) { form.elements.proof.focus(); return; }
      dialog.close();
      document.body.classList.remove("is-locked");
    }, function () { wrong.hidden = false; });
  }
  document.addEventListener("submit", function (event) {
    var dialog = document.querySelector("dialog[data-locked]");
    if (!dialog) { return; }
    if (event.target.matches("form[data-lock]")) { event.preventDefault(); lock(event.target, dialog); }
    if (dialog.contains(event.target)) { event.preventDefault(); unlock(event.target, dialog); }
  });
  document.addEventListener("cancel", function (event) {
    if (event.target.matches("dialog[data-locked]")) { event.preventDefault(); }
  }, true);
  function summary() {
    var found = document.querySelector("[data-focus]");
    if (found) { found.focus(); }
  }
  document.addEventListener("DOMContentLoaded", summary);
  document.addEventListener("htmx:afterSwap", summary);
}());
