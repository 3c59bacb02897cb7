/* A quiz: what was typed stays until the result is there, and one sending is one attempt. */
(function () {
  "use strict";
  const place = document.querySelector("[data-quiz]");
  const quiz = place.getAttribute("data-quiz");
  const errors = document.getElementById("errors");
  const form = place.elements && place;
  let draft = {};
  if (errors) errors.focus();
  if (!window.outbox) return;
  if (!form) return outbox.clear(quiz); // the result is on the page: the answers have arrived
  const key = "draft " + quiz + " " + form.elements.rev.value;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "event";
  form.appendChild(field);

  function answers() {
    const data = new FormData(form);
    data.delete("event");
    return new URLSearchParams(data).toString();
  }

  // On her own phone they outlive the tab, on another one they do not.
  function store() {
    return localStorage.own ? localStorage : sessionStorage;
  }

  function save() {
    draft.typed = answers();
    try {
      store().setItem(key, JSON.stringify(draft));
    } catch (refused) {} // not allowed: as without script
  }

  function restore() {
    const typed = new URLSearchParams(draft.typed);
    Array.from(form.elements).forEach((control) => {
      const values = typed.getAll(control.name);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.indexOf(control.value) >= 0;
      } else if (control.type !== "hidden" && values.length) {
        control.value = values[0];
      }
    });
  }

  // As the site tidies it, so that the form and what was kept say the same.
  function tidy(control) {
    const text = control.value.normalize("NFC").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
    if (control.type !== "textarea") return text.replace(/\s+/g, " ").trim();
    const lines = text.replace(/\r\n?|[\u2028\u2029\x85]/g, "\n").replace(/[^\S\n]+/g, " ");
    return lines.replace(/ ?\n ?(?: ?\n ?)+/g, "\n\n").replace(/ ?\n ?/g, "\n").trim();
  }

  function given() {
    const found = {};
    Array.from(form.elements).forEach((control) => {
      const box = control.type === "checkbox";
      const [name, slot] = control.name.split(".");
      if (!name || control.type === "hidden" || ((box || control.type === "radio") && !control.checked)) return;
      const value = tidy(control);
      if (!value) return;
      if (box) (found[name] = found[name] || []).push(value);
      else if (slot) (found[name] = found[name] || {})[slot] = value;
      else found[name] = value;
      if (box) found[name].sort();
    });
    return found;
  }

  try {
    draft = JSON.parse(store().getItem(key)) || {};
  } catch (refused) {}
  if (draft.typed) restore();
  form.addEventListener("input", save);
  form.addEventListener("change", save);

  // The same answers keep their id, changed answers get a new one: also after a dropped line, a reload and "back".
  form.addEventListener("submit", () => {
    const now = answers();
    const [course, id] = quiz.split("/");
    if (now !== draft.sent) {
      draft.sent = now;
      draft.event = outbox.hex();
    }
    field.value = draft.event;
    save();
    const body = { answers: given(), seed: +form.elements.seed.value };
    form.fact = { t: "quiz.submit", id: draft.event, c: course, i: id, rev: form.elements.rev.value, b: body };
  });
})();
