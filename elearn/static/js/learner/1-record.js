/* What this browser has done, painted on pages that are the same bytes for everybody. All words come from the page. */
(function () {
  "use strict";
  var main = document.querySelector("main");
  var words = main.dataset;
  var start = main.querySelector("[data-go]");
  var untouched = start && start.cloneNode(true);
  // Whose session this browser has: the one cookie for scripts comes and goes with it.
  var session = (document.cookie.split("reader=")[1] || "").split(";")[0];
  var passed = document.querySelector('#passed[value="yes"]');

  function read() {
    try {
      return (localStorage.done || "").split(" ").filter(Boolean);
    } catch (refused) {
      return [];
    }
  }

  function write(parts) {
    try {
      localStorage.done = parts;
    } catch (refused) {} // no room or not allowed: no ticks
  }

  function add(part) {
    var done = read();
    if (done.indexOf(part) < 0) write(done.concat(part).join(" "));
  }

  function each(selector, act) {
    main.querySelectorAll(selector).forEach(act);
  }

  // A drawing shows it by its shape, a line of text says it too.
  function mark(node, done) {
    var line = node.querySelector("small") || node;
    var said = line.querySelector("b");
    node.classList.toggle("d", done);
    if (said) said.remove();
    if (!done || node.nodeName === "path") return;
    said = document.createElement("b");
    said.textContent = " · " + (node.classList.contains("q") ? words.passed : words.done);
    line.appendChild(said);
  }

  // The button of a course leads to the first part that is still open.
  function lead(open) {
    var link = untouched.cloneNode(true);
    var title = link.querySelector("span");
    link.firstChild.data = (open ? words.go : words.over) + " ";
    if (open) {
      link.href = open.href;
      title.innerHTML = open.innerHTML;
      title.lang = open.lang || document.documentElement.lang;
      title.dir = open.dir || document.dir;
    }
    start.replaceWith(link);
    start = link;
  }

  function paint() {
    var done = read();
    each("[data-part]", function (node) {
      mark(node, done.indexOf(node.dataset.part) >= 0);
    });
    each("[data-count]", function (node) {
      var count = done.filter(function (part) {
        return part.split("/")[0] === node.dataset.course;
      }).length;
      node.hidden = !count;
      node.textContent = node.dataset.count.replace("#", count);
    });
    if (start && main.querySelector("li.d")) lead(main.querySelector("li[data-part]:not(.d) a"));
    else if (start && untouched !== start) start.replaceWith((start = untouched.cloneNode(true)));
  }

  // Whoever signs out has left with that, also when the form never arrives. A guest says whether it stays when she signs in.
  document.addEventListener("submit", function (event) {
    var to = event.target.getAttribute("action") || "";
    var lesson = /\/c\/(.+)\/done$/.exec(to);
    if (lesson) add(lesson[1]);
    try {
      if (/\/sign-out$/.test(to)) localStorage.bye = session || 1;
      localStorage.mine = event.target.querySelector("[name=mine][value=yes]:checked") ? 1 : "";
    } catch (refused) {}
  });
  addEventListener("storage", function (event) {
    if (event.key === "done" && !event.newValue) sessionStorage.clear(); // signed out in another tab
    paint();
  });

  // Somebody has left, or another one has come: a phone may have several readers. Without a line the site learns it later.
  try {
    const left = localStorage.bye;
    const who = left === session ? "" : session.split(".")[0];
    if (localStorage.u ? left || (who && localStorage.u !== who) : who) {
      const all = left || !localStorage.mine;
      if (all) sessionStorage.clear();
      Object.keys(localStorage).forEach((name) => {
        if (/^[^wb]/.test(name) && (all || name !== "done")) localStorage.removeItem(name); // but `w` and `bye`
      });
      if (who) localStorage.u = who;
    }
    if (left !== session) localStorage.removeItem("bye");
    main.hidden = words.u && localStorage.bye;
  } catch (refused) {}
  if (passed) add(words.quiz);
  if ("record" in words && !main.hidden) write(words.record); // the page of what one has learned knows best
  paint();
  addEventListener("pageshow", paint); // also after "back"
})();
