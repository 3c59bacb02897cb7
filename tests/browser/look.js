/* What can be measured on a page by looking. Each function answers with a list of what is wrong, in words. */
window.look = (function () {
  "use strict";
  const CONTROLS = "button, summary, input:not([type=hidden]), select, textarea, nav a, a.b, .brand, .lg";
  const FOCUSABLE = "a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']";

  function name(node) {
    const words = (node.innerText || node.name || node.id || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return node.tagName.toLowerCase() + (node.className ? "." + String(node.className).split(" ").join(".") : "") + " " + words;
  }

  function hidden(node) {
    return !node.checkVisibility({ visibilityProperty: true }) || Boolean(node.closest(".vh:not(:focus)"));
  }

  function visible(selector) {
    return [...document.querySelectorAll(selector)].filter((node) => !hidden(node));
  }

  // What somebody hits when she aims at the control: the whole row of a choice.
  function target(node) {
    return node.closest("label") || node;
  }

  /* Controls lower or narrower than `least` pixels (WCAG 2.5.8; links inside a sentence are free). */
  function controls(least) {
    return visible(CONTROLS)
      .map(target)
      .filter((node) => {
        const box = node.getBoundingClientRect();
        return box.height < least - 0.5 || box.width < 23.5;
      })
      .map((node) => `${name(node)}: ${Math.round(node.getBoundingClientRect().height)} px`);
  }

  function scrolls(node) {
    const style = getComputedStyle(node);
    return style.overflowX === "auto" || style.overflowX === "scroll";
  }

  function inScrollBox(node) {
    for (let box = node; box && box !== document.body; box = box.parentElement) if (scrolls(box)) return true;
    return false;
  }

  /* The page scrolls sideways, a text is cut off, or one sticks out of the screen (WCAG 1.4.4, 1.4.10, 1.4.12). */
  function lost() {
    const wide = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > wide) found.push(`${document.documentElement.scrollWidth} px wide`);
    for (const node of visible("body *")) {
      if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
      if (node.closest("svg")) continue;
      const style = getComputedStyle(node);
      const cut = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
      if (cut && (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1)) {
        found.push("cut off: " + name(node));
      }
      const box = node.getBoundingClientRect();
      if ((box.right > wide + 1 || box.left < -1) && !inScrollBox(node)) found.push("sticks out: " + name(node));
    }
    return found.slice(0, 8);
  }

  /* A sheet for this moment; made by script, so that the site's own policy has nothing to say about it. */
  function wear(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
  }

  function ringed(node) {
    const style = getComputedStyle(node);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }

  // Five points of the control, those outside the screen left out: is it, or something around or in it, on top?
  function seen(node) {
    const box = target(node).getClientRects()[0] || node.getBoundingClientRect();
    const xs = [box.left + box.width / 2, box.left + 2, box.right - 2];
    const ys = [box.top + box.height / 2, box.top + 2, box.bottom - 2];
    return xs.some((x) =>
      ys.some((y) => {
        const top = document.elementFromPoint(x, y);
        return top && (top === node || top.contains(node) || node.contains(top) || target(node).contains(top));
      })
    );
  }

  /* Every stop of the Tab key shows where it is and is not under something else (WCAG 2.4.7, 2.4.11). */
  function focus() {
    const found = [];
    for (const node of document.querySelectorAll(FOCUSABLE)) {
      if (node.tabIndex < 0 || node.disabled || !node.checkVisibility({ visibilityProperty: true })) continue;
      node.focus({ focusVisible: true });
      if (document.activeElement !== node) found.push("takes no focus: " + name(node));
      else if (!ringed(node) && !ringed(target(node))) found.push("no ring: " + name(node));
      else if (!seen(node)) found.push("covered: " + name(node));
    }
    document.activeElement.blur();
    return found;
  }

  /* The place in the page of what has the focus, -1 for none; radio buttons of one question count as one stop. */
  function stop() {
    const node = document.activeElement;
    return !node || node === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(node);
  }

  function stops() {
    const groups = new Set();
    return [...document.querySelectorAll(FOCUSABLE)].filter((node) => {
      if (node.tabIndex < 0 || node.disabled || !node.checkVisibility({ visibilityProperty: true })) return false;
      if (node.type !== "radio") return true;
      const first = !groups.has(node.name);
      groups.add(node.name);
      return first;
    }).length;
  }

  /* With the system's own colours a control still has an edge, and the place one is at still has a mark. */
  function edgeless() {
    const bare = visible("button, a.b, input, select, textarea, label.o").filter((node) => {
      const style = getComputedStyle(node);
      return ["radio", "checkbox"].includes(node.type) ? false : style.borderBlockEndStyle === "none";
    });
    const unmarked = visible("[aria-current]").filter((node) => getComputedStyle(node).textDecorationLine === "none");
    return [...bare, ...unmarked].map(name);
  }

  return { controls, lost, wear, focus, stop, stops, edgeless };
})();
