/* A quiz: what was typed stays in this tab until the result is there, and one sending is one attempt. */
(function () {
  "use strict";
  var place = document.querySelector("[data-quiz]");
  var prefix = "draft " + place.getAttribute("data-quiz") + " ";
  var errors = document.getElementById("errors");
  var form = place.elements && place;
  var draft = {};
  var key;
  var field;
  if (errors) errors.focus();

  function answers() {
    var data = new FormData(form);
    data.delete("event");
    return new URLSearchParams(data).toString();
  }

  function load() {
    try {
      draft = JSON.parse(sessionStorage.getItem(key)) || {};
    } catch (refused) {}
  }

  function save() {
    draft.typed = answers();
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch (refused) {} // not allowed: as without script
  }

  function restore() {
    var typed = new URLSearchParams(draft.typed);
    Array.from(form.elements).forEach(function (control) {
      var values = typed.getAll(control.name);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.indexOf(control.value) >= 0;
      } else if (control.type !== "hidden" && values.length) {
        control.value = values[0];
      }
    });
  }

  // The result is on the page: the answers have arrived.
  function clear() {
    try {
      Object.keys(sessionStorage).forEach(function (name) {
        if (name.indexOf(prefix) === 0) sessionStorage.removeItem(name);
      });
    } catch (refused) {}
  }

  if (!form) return clear();
  if (!window.crypto || !window.FormData || !window.URLSearchParams) return;
  key = prefix + form.elements.rev.value;
  field = document.createElement("input");
  field.type = "hidden";
  field.name = "event";
  form.appendChild(field);
  load();
  if (draft.typed) restore();
  form.addEventListener("input", save);
  form.addEventListener("change", save);

  // The same answers keep their id, changed answers get a new one: also after a dropped line, a reload and "back".
  form.addEventListener("submit", function () {
    var now = answers();
    if (now !== draft.sent) {
      draft.sent = now;
      draft.event = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
        return byte.toString(16).padStart(2, "0");
      }).join("");
    }
    field.value = draft.event;
    save();
  });
})();
