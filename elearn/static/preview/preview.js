// Loads the page again when a file has changed, and keeps the place that was being read.
(() => {
  "use strict";
  const bar = document.querySelector("[data-revision]");
  const store = `preview:${location.pathname}`;
  const marks = () => [...document.querySelectorAll("main [id]")];

  const keep = () => {
    const mark = marks().filter((element) => element.getBoundingClientRect().top <= 80).pop();
    const place = { y: scrollY, id: mark ? mark.id : "", top: mark ? mark.getBoundingClientRect().top : 0 };
    sessionStorage.setItem(store, JSON.stringify(place));
  };
  const restore = () => {
    const text = sessionStorage.getItem(store);
    if (!text) return;
    sessionStorage.removeItem(store);
    const place = JSON.parse(text);
    const mark = place.id && document.getElementById(place.id);
    scrollTo(0, mark ? mark.getBoundingClientRect().top + scrollY - place.top : place.y);
  };
  // Browsers open six connections to a site: a tab in the background gives its own back.
  let source = null;
  const listen = () => {
    if (document.hidden || source) return;
    source = new EventSource(`/preview/events?have=${bar.dataset.revision}`);
    source.addEventListener("change", () => {
      source.close();
      keep();
      location.reload();
    });
  };
  const rest = () => {
    if (document.hidden && source) {
      source.close();
      source = null;
    } else listen();
  };
  history.scrollRestoration = "manual";
  if (document.readyState === "complete") restore();
  else addEventListener("load", restore);
  document.addEventListener("visibilitychange", rest);
  listen();
})();
