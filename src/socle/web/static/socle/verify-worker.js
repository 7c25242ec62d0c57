// Answers for the pages of verification when the network does not: what was kept when one opened.
(function () {
  "use strict";
  var PAGE = "/verify/offline";
  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
  self.addEventListener("fetch", function (event) {
    if (event.request.method !== "GET") { return; }
    event.respondWith(fetch(event.request).catch(function () {
      var wanted = event.request.mode === "navigate" ? PAGE : event.request;
      return caches.match(wanted, { ignoreVary: true }).then(function (kept) { return kept || Response.error(); });
    }));
  });
}());
