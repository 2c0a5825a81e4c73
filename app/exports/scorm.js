(function () {
  "use strict";
  var screens = Array.prototype.slice.call(document.querySelectorAll(".screen"));
  var items = document.querySelectorAll("nav li");
  var read = {}, at = 0, api = null, finished = false, began = Date.now();
  var byId = function (id) { return document.getElementById(id); };

  function find(from) {
    for (var level = 0; from && level < 10; level += 1) {
      try { if (from.API) return from.API; } catch (_) { return null; }
      if (from.parent === from) return null;
      from = from.parent;
    }
    return null;
  }
  function ask(name, a, b) {
    if (!api) return "";
    try { return b === undefined ? String(api[name](a)) : String(api[name](a, b)); } catch (_) { return ""; }
  }
  function count() { return screens.filter(function (screen) { return read[screen.dataset.key]; }).length; }
  function keep() {
    var keys = screens.map(function (screen) { return screen.dataset.key; });
    ask("LMSSetValue", "cmi.core.lesson_location", screens[at].id.slice(0, 255));
    ask("LMSSetValue", "cmi.suspend_data", keys.filter(function (key) { return read[key]; }).join("").slice(0, 4096));
    if (count() === screens.length) ask("LMSSetValue", "cmi.core.lesson_status", "completed");
    ask("LMSCommit", "");
  }
  function show(index, focus) {
    at = Math.max(0, Math.min(index, screens.length - 1));
    screens.forEach(function (screen, number) { screen.hidden = number !== at; });
    var done = Boolean(read[screens[at].dataset.key]);
    byId("previous").disabled = at === 0;
    byId("next").disabled = at === screens.length - 1;
    byId("read").disabled = done;
    byId("read").textContent = done ? byId("read").dataset.done : words;
    byId("progress").textContent = byId("progress").dataset.words
      .replace("{read}", count()).replace("{total}", screens.length);
    screens.forEach(function (screen, number) {
      items[number].className = read[screen.dataset.key] ? "done" : "";
      var link = items[number].querySelector("a");
      if (number === at) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    });
    if (focus) {
      var title = screens[at].querySelector("h1");
      title.tabIndex = -1;
      title.focus();
      window.scrollTo(0, 0);
    }
  }
  function go(index) { show(index, true); keep(); }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function finish() {
    if (finished) return;
    finished = true;
    var seconds = Math.min(Math.floor((Date.now() - began) / 1000), 35999999);
    var time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
    ask("LMSSetValue", "cmi.core.session_time", time);
    ask("LMSSetValue", "cmi.core.exit", count() === screens.length ? "" : "suspend");
    ask("LMSCommit", "");
    ask("LMSFinish", "");
  }

  var words = byId("read").textContent;
  api = find(window) || find(window.opener);
  ask("LMSInitialize", "");
  (ask("LMSGetValue", "cmi.suspend_data").match(/[A-Z2-7]{6}/g) || []).forEach(function (key) { read[key] = true; });
  var status = ask("LMSGetValue", "cmi.core.lesson_status");
  if (api && status !== "completed" && status !== "passed") ask("LMSSetValue", "cmi.core.lesson_status", "incomplete");
  var place = ask("LMSGetValue", "cmi.core.lesson_location");
  screens.forEach(function (screen, number) { if (screen.id === place) at = number; });
  byId("bar").hidden = false;
  byId("previous").addEventListener("click", function () { go(at - 1); });
  byId("next").addEventListener("click", function () { go(at + 1); });
  byId("read").addEventListener("click", function () {
    read[screens[at].dataset.key] = true;
    show(at, false);
    byId(at < screens.length - 1 ? "next" : "previous").focus();
    keep();
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#e-']");
    var target = link && byId(decodeURIComponent((link.getAttribute("href") || "").slice(1)));
    if (!target) return;
    event.preventDefault();
    go(screens.indexOf(target.closest(".screen")));
    if (!target.classList.contains("screen")) target.scrollIntoView();
  });
  window.addEventListener("pagehide", finish);
  window.addEventListener("beforeunload", finish);
  show(at, false);
})();
