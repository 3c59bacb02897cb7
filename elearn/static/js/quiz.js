/* A quiz form: an id for this submission, so that a second click or a dropped reply makes no second attempt. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-quiz]");
  var errors = document.getElementById("errors");
  if (errors) errors.focus();
  if (!form || !window.crypto || !window.FormData || !window.URLSearchParams) return;
  var field = document.createElement("input");
  var sent = null;
  field.type = "hidden";
  field.name = "event";
  form.appendChild(field);

  function answers() {
    var data = new FormData(form);
    data.delete("event");
    return new URLSearchParams(data).toString();
  }

  // The same answers keep their id, changed answers get a new one: also after "back".
  form.addEventListener("submit", function () {
    var now = answers();
    if (now === sent) return;
    sent = now;
    field.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  });
})();
