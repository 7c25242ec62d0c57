// Reads a card's or a certificate's code without network: what was signed, by which fund, and
// whether the card was revoked when the list was last fetched. Nothing read here is sent anywhere.
(function () {
  "use strict";
  var LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  var CLAIM = { issuer: 1, expires: 4, issued: 6, serial: 7, identity: 169, paper: -65537, revoked: -65538 };
  var SIGN1 = 18, KEY_ID = 4, DAY = 86400000;
  var page = document.getElementById("reader");
  var box = document.getElementById("read");
  var funds = [];

  // ------------------------------------------------------------------ bytes
  function fromBase45(text) {
    var bytes = [];
    for (var at = 0; at < text.length; at += 3) {
      var part = text.slice(at, at + 3), size = part.length - 1, value = 0;
      for (var place = part.length - 1; place >= 0; place -= 1) {
        var letter = LETTERS.indexOf(part[place]);
        if (letter < 0) { throw new Error("letter"); }
        value = value * 45 + letter;
      }
      if (size === 0 || value >= Math.pow(256, size)) { throw new Error("base45"); }
      if (size === 2) { bytes.push(value >> 8); }
      bytes.push(value & 255);
    }
    return new Uint8Array(bytes);
  }
  function fromBase64(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }
  function hex(bytes) {
    return Array.prototype.map.call(bytes, function (each) { return ("0" + each.toString(16)).slice(-2); }).join("");
  }

  // ------------------------------------------------------------------ CBOR, the part that we write
  function decode(bytes) {
    var at = 0;
    function length(low) {
      if (low < 24) { return low; }
      var count = { 24: 1, 25: 2, 26: 4, 27: 8 }[low], value = 0;
      if (!count || at + count > bytes.length) { throw new Error("cbor"); }
      while (count > 0) { value = value * 256 + bytes[at]; at += 1; count -= 1; }
      return value;
    }
    function take(count) {
      if (at + count > bytes.length) { throw new Error("cbor"); }
      at += count;
      return bytes.subarray(at - count, at);
    }
    function next(depth) {
      if (at >= bytes.length || depth > 8) { throw new Error("cbor"); }
      var head = bytes[at], size, found, each;
      at += 1;
      size = length(head & 31);
      switch (head >> 5) {
        case 0: return size;
        case 1: return -1 - size;
        case 2: return take(size);
        case 3: return new TextDecoder("utf-8", { fatal: true }).decode(take(size));
        case 4:
          found = [];
          for (each = 0; each < size; each += 1) { found.push(next(depth + 1)); }
          return found;
        case 5:
          found = new Map();
          for (each = 0; each < size; each += 1) { found.set(next(depth + 1), next(depth + 1)); }
          return found;
        case 6: return { tag: size, value: next(depth + 1) };
        default: throw new Error("cbor");
      }
    }
    var read = next(0);
    if (at !== bytes.length) { throw new Error("cbor"); }
    return read;
  }
  function ofBytes(size) {
    if (size < 24) { return [0x40 | size]; }
    if (size < 256) { return [0x58, size]; }
    if (size < 65536) { return [0x59, size >> 8, size & 255]; }
    return [0x5a, size >>> 24, size >> 16 & 255, size >> 8 & 255, size & 255];
  }
  function toSign(guarded, payload) {
    var context = Array.from(new TextEncoder().encode("Signature1"));
    var start = [0x84, 0x6a].concat(context, ofBytes(guarded.length), Array.from(guarded), [0x40], ofBytes(payload.length));
    var whole = new Uint8Array(start.length + payload.length);
    whole.set(start);
    whole.set(payload, start.length);
    return whole;
  }

  // ------------------------------------------------------------------ signatures
  function keyOf(id) {
    for (var each = 0; each < funds.length; each += 1) {
      var key = funds[each].keys[id];
      if (key) { return { fund: funds[each], point: fromBase64(key) }; }
    }
    return null;
  }
  function verified(bytes) {
    var token = decode(bytes), parts = token.value;
    if (token.tag !== SIGN1) { throw new Error("token"); }
    var known = keyOf(hex(decode(parts[0]).get(KEY_ID)));
    if (!known) { return Promise.resolve(null); }
    var algorithm = { name: "ECDSA", namedCurve: "P-256" };
    return crypto.subtle.importKey("raw", known.point, algorithm, false, ["verify"]).then(function (key) {
      return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, parts[3], toSign(parts[0], parts[2]));
    }).then(function (good) {
      var claims = decode(parts[2]);
      return good && claims.get(CLAIM.issuer) === known.fund.code ? { fund: known.fund, claims: claims } : null;
    });
  }
  function unpacked(bytes) {
    var serials = new Set(), last = 0, distance = 0, scale = 1;
    bytes.forEach(function (each) {
      distance += (each & 127) * scale;
      scale *= 128;
      if (each < 128) { last += distance; serials.add(last); distance = 0; scale = 1; }
    });
    return serials;
  }
  function number(bytes) {
    return Array.prototype.reduce.call(bytes, function (sum, each) { return sum * 256 + each; }, 0);
  }

  // ------------------------------------------------------------------ what is shown
  function words(name) { return document.querySelector("[data-say=" + name + "]").textContent; }
  function day(seconds) { return new Date(seconds * 1000).toISOString().slice(0, 10).split("-").reverse().join("/"); }
  function birth(text) {
    return [text.slice(6, 8), text.slice(4, 6), text.slice(0, 4)].filter(Boolean).join("/");
  }
  function show(kind, title, rows) {
    box.textContent = "";
    var shown = document.createElement("div"), said = document.createElement("p"), strong = document.createElement("b");
    shown.className = "msg " + kind;
    strong.textContent = title;
    said.appendChild(strong);
    shown.appendChild(said);
    rows.filter(function (row) { return row[1]; }).forEach(function (row) {
      var line = document.createElement("p"), value = document.createElement("bdi");
      line.append(row[0] + " : ", value);
      value.textContent = row[1];
      shown.appendChild(line);
    });
    box.appendChild(shown);
    box.dataset.result = kind;
  }
  function showCard(read) {
    var identity = read.claims.get(CLAIM.identity), serial = number(read.claims.get(CLAIM.serial));
    var last = read.claims.get(CLAIM.expires), sexes = { 1: words("male"), 2: words("female") };
    var rows = [
      [words("name"), identity.get(4)], [words("number"), identity.get(1)], [words("birth"), birth(identity.get(8) || "")],
      [words("sex"), sexes[identity.get(9)]], [words("fund"), read.fund.name], [words("until"), day(last - 86400)]
    ];
    // Without the fund's own list nothing says that the card was not lost.
    if (!read.fund.asOf) { return show("warn", words("no-list"), rows); }
    if (read.fund.revoked.has(serial)) { return show("bad", words("revoked"), rows); }
    if (last * 1000 <= Date.now()) { return show("warn", words("ended"), rows); }
    return show("good", words("good"), rows.concat([[words("asof"), day(read.fund.asOf)]]));
  }
  function showPaper(read) {
    var paper = read.claims.get(CLAIM.paper), last = read.claims.get(CLAIM.expires);
    var rows = [
      [words("paper"), words("paper-" + paper.get(1))], [words("name"), paper.get(3)], [words("paper-number"), paper.get(2)],
      [words("fund"), read.fund.name], [words("given"), day(read.claims.get(CLAIM.issued))], [words("until"), day(last - 86400)]
    ];
    return last * 1000 <= Date.now() ? show("warn", words("ended"), rows) : show("good", words("paper-good"), rows);
  }
  function tokenOf(text) {
    var at = text.indexOf("#");
    return at >= 0 ? fromBase64(text.slice(at + 1).trim()) : fromBase45(text.replace(/[\r\n\t]/g, "").replace(/^ +| +$/g, ""));
  }
  function check(text) {
    var bytes;
    try { bytes = tokenOf(text); } catch (wrong) { return show("bad", words("unreadable"), []); }
    return Promise.resolve().then(function () { return verified(bytes); }).then(function (read) {
      if (!read) { return show("bad", words("forged"), []); }
      if (read.claims.has(CLAIM.identity)) { return showCard(read); }
      return read.claims.has(CLAIM.paper) ? showPaper(read) : show("bad", words("unreadable"), []);
    }).catch(function () { show("bad", words("unreadable"), []); });
  }

  // ------------------------------------------------------------------ keys and lists, kept for later
  function keep() {
    if (!("serviceWorker" in navigator)) { return; }
    var files = Array.from(document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")).map(function (each) {
      return each.href || each.src;
    });
    navigator.serviceWorker.register(page.dataset.worker).then(function () {
      return caches.open("verify");
    }).then(function (kept) {
      return kept.addAll(files.concat([page.dataset.page, page.dataset.lists]));
    }).then(function () { document.getElementById("kept").hidden = false; }).catch(function () {});
  }
  function load() {
    return fetch(page.dataset.lists, { cache: "no-store" }).then(function (answer) { return answer.json(); }).then(function (said) {
      funds = said.funds.map(function (each) {
        return { code: each.code, name: each.name, keys: each.keys, revoked: new Set(), asOf: 0 };
      });
      return Promise.all(said.funds.map(function (each) {
        return verified(fromBase64(each.list)).then(function (read) {
          if (!read) { return; }
          read.fund.revoked = unpacked(read.claims.get(CLAIM.revoked));
          read.fund.asOf = read.claims.get(CLAIM.issued);
        });
      }));
    }).then(function () {
      var oldest = Math.min.apply(null, funds.map(function (each) { return each.asOf; }));
      document.getElementById("asof").textContent = funds.length ? day(oldest) : "–";
      document.getElementById("stale").hidden = !funds.length || Date.now() - oldest * 1000 < 7 * DAY;
      page.dataset.ready = "1";
    });
  }

  // ------------------------------------------------------------------ the eyes
  function look(source) {
    return new window.BarcodeDetector({ formats: ["qr_code"] }).detect(source).then(function (found) {
      if (found.length) { document.getElementById("code").value = found[0].rawValue; check(found[0].rawValue); }
      return found.length > 0;
    });
  }
  function watch() {
    var screen = document.getElementById("camera");
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(function (stream) {
      screen.srcObject = stream;
      screen.hidden = false;
      return screen.play().then(function again() {
        return look(screen).then(function (found) {
          if (!found) { return new Promise(function (go) { setTimeout(go, 200); }).then(again); }
          stream.getTracks().forEach(function (each) { each.stop(); });
          screen.hidden = true;
          return null;
        });
      });
    }).catch(function () { show("warn", words("no-camera"), []); });
  }

  document.getElementById("typed").addEventListener("submit", function (event) {
    event.preventDefault();
    check(document.getElementById("code").value);
  });
  if ("BarcodeDetector" in window) {
    document.getElementById("eyes").hidden = false;
    document.getElementById("watch").addEventListener("click", watch);
    document.getElementById("picture").addEventListener("change", function (event) {
      createImageBitmap(event.target.files[0]).then(look).then(function (found) {
        if (!found) { show("warn", words("no-code"), []); }
      }).catch(function () { show("warn", words("no-code"), []); });
    });
  }
  load().then(function () {
    if (location.hash.length > 1) { check(location.hash); }
  }).catch(function () { show("warn", words("no-list"), []); });
  keep();
}());
