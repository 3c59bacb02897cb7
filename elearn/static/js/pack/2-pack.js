/* Answers given in a pack stay on this device until they are handed in as a code. Nothing is sent from here; storage
   and clipboard may be refused (file://, content://, private windows). All words come from the page. */
(function () {
  "use strict";
  var main = document.querySelector("main");
  var words = main.dataset;
  var place = "pack " + words.pack;
  var box = document.querySelector("[data-code]");
  var code = document.getElementById("code");
  var kept;
  var turn = 0;
  if (!window.crypto || !window.TextEncoder || !Array.from) return;

  function all(selector, act) {
    Array.from(document.querySelectorAll(selector)).forEach(act);
  }

  function random() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function nothing() {
    return { dev: random(), events: [] };
  }

  // Another tab may have added to it.
  function load() {
    try {
      var known = JSON.parse(localStorage.getItem(place));
      if (known && known.dev && Array.isArray(known.events)) kept = known;
    } catch (refused) {}
    kept = kept || nothing();
  }

  // False where nothing outlives the page.
  function save() {
    try {
      localStorage.setItem(place, JSON.stringify(kept));
      return true;
    } catch (refused) {
      return false;
    }
  }

  function add(type, about, more, body) {
    load();
    body.pack = words.from;
    var event = { v: 1, id: random(), dev: kept.dev, seq: kept.events.length + 1, t: type, c: words.pack, i: about };
    Object.assign(event, more, { lang: document.documentElement.lang.slice(0, 2), at: new Date().toISOString() });
    event.b = body;
    kept.events.push(event);
    show();
  }

  function last(type, about) {
    return kept.events
      .filter(function (event) {
        return event.t === type && event.i === about;
      })
      .pop();
  }

  // The canonical form of answers: a key, a list of keys, a text, or what stands in each field of a question.
  function answers(form) {
    var given = {};
    Array.from(form.elements).forEach(function (field) {
      var name = (field.name || "").split(".");
      var value = (field.value || "").normalize("NFC").trim();
      var tick = field.type === "checkbox";
      if (!field.name || !value || ((tick || field.type === "radio") && !field.checked)) return;
      if (tick) given[name[0]] = (given[name[0]] || []).concat(value).sort();
      else if (name[1]) (given[name[0]] = given[name[0]] || {})[name[1]] = value;
      else given[name[0]] = value;
    });
    return given;
  }

  function put(form, given) {
    Array.from(form.elements).forEach(function (field) {
      var name = (field.name || "").split(".");
      var value = given[name[0]];
      if (value === undefined) return;
      if (field.type === "radio" || field.type === "checkbox") field.checked = [].concat(value).indexOf(field.value) >= 0;
      else field.value = name[1] ? value[name[1]] || "" : value;
    });
  }

  // What is ticked and typed is there again after a closed tab, also before it is kept.
  function draft(form) {
    var name = place + " " + form.dataset.quiz;
    var before = last("quiz.submit", form.dataset.quiz);
    try {
      put(form, JSON.parse(localStorage.getItem(name)) || (before ? before.b.answers : {}));
    } catch (refused) {}
    form.addEventListener("change", function () {
      try {
        localStorage.setItem(name, JSON.stringify(answers(form)));
      } catch (refused) {}
    });
  }

  function forget() {
    Object.keys(localStorage).forEach(function (name) {
      if (name.indexOf(place + " ") === 0) localStorage.removeItem(name);
    });
  }

  function send(event) {
    event.preventDefault();
    var form = event.target;
    var given = answers(form);
    var before = last("quiz.submit", form.dataset.quiz);
    var said = form.querySelector("[role=status]");
    said.textContent = "";
    if (!Object.keys(given).length) {
      said.textContent = words.empty;
      return;
    }
    // The same answers again are the same attempt.
    if (!before || before.rev !== form.dataset.rev || JSON.stringify(before.b.answers) !== JSON.stringify(given)) {
      add("quiz.submit", form.dataset.quiz, { rev: form.dataset.rev }, { answers: given, seed: 0 });
    }
    said.textContent = words.kept;
  }

  function show() {
    var outlives = save();
    var mine = ++turn;
    all("[data-lost]", function (node) {
      node.hidden = outlives;
    });
    all("[data-read]", function (node) {
      var done = last("lesson.done", node.dataset.read);
      var button = node.querySelector("button");
      node.hidden = !outlives && !document.getElementById("contents");
      button.disabled = !!done;
      if (done) button.textContent = "\u2713 " + words.done;
    });
    if (!box) return;
    all("[data-count]", function (node) {
      node.textContent = node.dataset.count.replace("#", kept.events.length);
    });
    box.hidden = !kept.events.length;
    packCode(kept.events, function (made) {
      if (mine !== turn) return;
      code.value = made;
      box.querySelector("[download]").href = "data:text/plain," + made;
    });
  }

  function copy() {
    var done = false;
    code.focus();
    code.select();
    try {
      done = document.execCommand("copy");
    } catch (refused) {}
    box.querySelector("[data-told]").textContent = done ? words.copied : words.mark;
  }

  load();
  all("[data-plain]", function (node) {
    node.hidden = true;
  });
  all("[data-script]", function (node) {
    node.hidden = false;
  });
  all("[data-read]", function (node) {
    node.querySelector("button").onclick = function () {
      add("lesson.done", node.dataset.read, {}, {});
    };
  });
  all("form[data-quiz]", function (form) {
    draft(form);
    form.addEventListener("submit", send);
  });
  if (box) {
    box.querySelector("[data-copy]").onclick = copy;
    box.querySelector("[data-anew]").onclick = function () {
      kept = nothing();
      if (save()) forget();
      location.reload();
    };
  }
  show();
  addEventListener("storage", function (event) {
    if (event.key !== place) return;
    load();
    show();
  });
})();
