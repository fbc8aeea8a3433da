"use strict";
// Enhances the page: filter, sort, unfold, keys. All text is there without it.
(function () {
  var tools = document.getElementById("tools");
  if (!tools) return;
  var box = document.getElementById("cards");
  var cards = Array.prototype.slice.call(box.querySelectorAll(".card"));
  var get = function (id) { return document.getElementById(id); };
  var fields = ["q", "relation", "agency", "owners", "sort"].map(get);
  var tally = get("tally"), unfold = get("unfold");

  // fold compares without marks, as people type.
  function fold(s) {
    return s.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  }
  var text = cards.map(function (c) { return fold(c.textContent); });
  var order = {
    rank: function (c) { return ""; },
    agency: function (c) { return c.dataset.agencies; },
    relation: function (c) { return c.dataset.relation; }
  };

  function keep(c, i) {
    var q = fold(get("q").value).split(/\s+/);
    return q.every(function (w) { return text[i].indexOf(w) >= 0; }) &&
      (!get("relation").value || c.dataset.relation === get("relation").value) &&
      (!get("owners").value || c.dataset.owners === get("owners").value) &&
      (!get("agency").value || c.dataset.agencies.split(" ").indexOf(get("agency").value) >= 0);
  }
  function filter() {
    var n = 0;
    cards.forEach(function (c, i) {
      c.hidden = !keep(c, i);
      if (!c.hidden) n++;
    });
    tally.textContent = n + " / " + cards.length + " " + tally.dataset.of;
  }
  function sort() {
    var key = order[get("sort").value];
    cards.slice().sort(function (a, b) {
      var x = key(a), y = key(b);
      return x < y ? -1 : x > y ? 1 : a.dataset.rank - b.dataset.rank;
    }).forEach(function (c) { box.appendChild(c); });
  }
  function shown() {
    return Array.prototype.filter.call(box.querySelectorAll(".card"), function (c) { return !c.hidden; });
  }
  function step(by) {
    var list = shown(), at = list.indexOf(document.activeElement.closest(".card"));
    if (at < 0) { // the first card at or below the top of the window
      at = by > 0 ? -1 : list.length;
      list.some(function (c, i) {
        if (c.getBoundingClientRect().bottom < 40) return false;
        at = by > 0 ? i - 1 : i;
        return true;
      });
    }
    var next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }
  // reveal opens the way to a card that a link names, even if it is filtered out.
  function reveal() {
    var c = location.hash && get(decodeURIComponent(location.hash.slice(1)));
    if (!c || !c.classList.contains("card") || !c.hidden) return;
    tools.reset();
    filter();
    c.scrollIntoView();
  }

  fields.forEach(function (f) { f.addEventListener("input", function () { if (f.id === "sort") sort(); filter(); }); });
  tools.addEventListener("submit", function (e) { e.preventDefault(); });
  unfold.addEventListener("click", function () {
    var open = unfold.dataset.state !== "open";
    unfold.dataset.state = open ? "open" : "";
    unfold.textContent = open ? unfold.dataset.close : unfold.dataset.open;
    shown().forEach(function (c) { c.querySelector("details").open = open; });
  });
  document.addEventListener("keydown", function (e) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
    if (e.key === "Escape" && typing) { e.target.blur(); return; }
    if (typing || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "j") step(1);
    else if (e.key === "k") step(-1);
    else if (e.key === "/") { e.preventDefault(); get("q").focus(); }
    else if (e.key === "o") {
      var c = document.activeElement.closest(".card"), d = c && c.querySelector("details");
      if (d) d.open = !d.open;
    }
  });
  window.addEventListener("hashchange", reveal);
  tools.hidden = false;
  filter();
})();
