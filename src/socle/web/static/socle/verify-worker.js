// Answers for the pages of verification when the network does not: what was kept when one opened.
(function () {
  "use strict";
  var PAGE = "/verify/offline";
  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
  self.addEventListener("fetch", function (event) {
    if (event.request.method !== "GET") { return; }
    function kept(otherwise) {
      var wanted = event.request.mode === "navigate" ? PAGE : event.request;
      return caches.match(wanted, { ignoreVary: true }).then(function (found) { return found || otherwise; });
    }
    // A server that fails, or that is asked too often, is no better than no network.
    event.respondWith(fetch(event.request).then(function (answer) {
      var isRefused = answer.status === 429 && event.request.mode !== "navigate";
      return isRefused || answer.status >= 500 ? kept(answer) : answer;
    }, function () { return kept(Response.error()); }));
  });
}());
