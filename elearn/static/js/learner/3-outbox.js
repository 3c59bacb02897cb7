/* The outbox is loaded when there is something for it: somebody reads on, something waits, somebody has left. */
(function () {
  "use strict";
  const place = document.querySelector("#out[data-script]");
  let loaded;

  function load() {
    if (loaded) return;
    loaded = document.createElement("script");
    loaded.src = place.dataset.script;
    document.head.append(loaded);
  }

  // Sent before the script was there: it waits for it, or goes as without script.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (window.outbox || !place || !/\/done$/.test(form.getAttribute("action"))) return;
    event.preventDefault();
    load();
    loaded.onload = () => form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })) && form.submit();
    loaded.onerror = () => form.submit();
  });
  if (!place) return;
  ["scroll", "pointerdown", "keydown"].forEach((name) => addEventListener(name, load, { once: true, passive: true }));
  try {
    if (localStorage.w || localStorage.bye) load();
  } catch (refused) {}
})();
