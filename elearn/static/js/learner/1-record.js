/* What this browser has done, painted on pages that are the same bytes for everybody. All words come from the page. */
(function () {
  "use strict";
  var main = document.querySelector("main");
  var words = main.dataset;
  var start = main.querySelector("[data-go]");
  var untouched = start && start.cloneNode(true);
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

  // Signing out, or in as somebody else, takes it all away: a phone may have several readers.
  document.addEventListener("submit", function (event) {
    var to = event.target.getAttribute("action") || "";
    var lesson = /\/c\/(.+)\/done$/.exec(to);
    if (lesson) add(lesson[1]);
    if (!/\/sign-/.test(to) || event.target.querySelector('[name="mine"][value="yes"]:checked')) return;
    write("");
    sessionStorage.clear();
  });
  addEventListener("storage", function (event) {
    if (event.key === "done" && !event.newValue) sessionStorage.clear(); // signed out in another tab
    paint();
  });

  if (passed) add(words.quiz);
  if ("record" in words) write(words.record); // the page of what one has learned knows best
  paint();
  addEventListener("pageshow", paint); // also after "back"
})();
