/* A term in the text opens its explanation where it stands; without the popover API its link leads to the list. */
(function () {
  "use strict";
  var list = document.querySelector(".terms[data-close]");
  if (!list || !("popover" in HTMLElement.prototype)) return;
  var box = document.createElement("div");
  var close = document.createElement("button");
  var link;

  box.popover = "auto";
  box.className = "box pop";
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-labelledby", "term");
  close.type = "button";
  close.className = "b b2";
  close.textContent = list.dataset.close;
  close.onclick = function () {
    box.hidePopover();
  };
  document.body.appendChild(box);

  function fill(head) {
    var title = document.createElement("p");
    title.id = "term";
    title.innerHTML = head.innerHTML;
    title.lang = head.lang || document.documentElement.lang;
    title.dir = head.dir || document.dir;
    box.textContent = "";
    box.append(title, head.nextElementSibling.querySelector("p").cloneNode(true), close);
  }

  // Under the word, above it when there is no room below, and never over the edge of the screen.
  function place() {
    var word = link.getClientRects()[0];
    var side = document.dir === "rtl" ? word.right - box.offsetWidth : word.left;
    var last = document.documentElement.clientWidth - box.offsetWidth - 16;
    var above = word.top - box.offsetHeight - 8;
    var below = word.bottom + 8;
    box.style.left = Math.max(16, Math.min(side, last)) + scrollX + "px";
    box.style.top = (below + box.offsetHeight > innerHeight && above > 0 ? above : below) + scrollY + "px";
  }

  document.addEventListener("click", function (event) {
    var asked = event.target.closest("a.t");
    var head = asked && document.getElementById(asked.hash.slice(1));
    if (!head || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link = asked;
    fill(head);
    box.showPopover();
    place();
    box.focus({ preventScroll: true });
  });

  box.addEventListener("toggle", function (event) {
    var nowhere = document.activeElement === document.body;
    if (event.newState === "closed" && nowhere) link.focus({ preventScroll: true });
  });
})();
