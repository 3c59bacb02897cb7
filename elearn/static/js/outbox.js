/* What could not be sent yet is kept on this phone and sent when there is a line. The words stand on the page. */
(function () {
  "use strict";
  if (!window.crypto || !window.AbortController) return;
  const place = document.getElementById("out");
  const language = location.pathname.split("/")[1];
  let busy;
  let fails = 0;
  let next = 0;
  let said = "";
  let timer;

  function read(name) {
    try {
      return localStorage[name] || "";
    } catch (refused) {
      return "";
    }
  }

  function session() {
    return (document.cookie.split("reader=")[1] || "").split(";")[0];
  }

  // Nobody once she has left, also where the site does not know yet.
  window.reader = () => (read("bye") === session() ? "" : session().split(".")[0]);

  function hex() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // One transaction over all that is kept: what two tabs do at once happens one after the other.
  function run(change) {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("elearn", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("events", { keyPath: "id" });
        asked.result.createObjectStore("meta");
      };
      asked.onerror = failed;
      asked.onsuccess = () => {
        const all = asked.result.transaction(["events", "meta"], "readwrite", { durability: "strict" });
        const events = all.objectStore("events");
        const meta = all.objectStore("meta");
        let value;
        all.oncomplete = () => {
          asked.result.close();
          done(value);
        };
        all.onabort = failed;
        meta.get("all").onsuccess = (found) => {
          const old = found.target.result;
          const state = old && old.people ? old : { people: {} };
          events.getAll().onsuccess = (rows) => {
            value = change(rows.target.result.filter((row) => row.e && row.e.id === row.id), state, events);
            meta.put(state, "all");
          };
        };
      };
    });
  }

  function phone(state, uid) {
    return state.people[uid] || (state.people[uid] = { dev: hex(), seq: 0 });
  }

  // Numbers are given once and without gaps, and only to what will go through here and not by form.
  function number(row, state, events) {
    const event = row.e;
    if (event.u && !event.dev) {
      const own = phone(state, event.u);
      event.dev = own.dev;
      event.seq = ++own.seq;
    }
    events.put(row);
  }

  function keep(fact, posting) {
    const event = Object.assign({ v: 1, id: hex(), u: reader() || null, lang: language, b: {} }, fact);
    event.at = new Date().toISOString();
    const title = document.querySelector("h1").textContent;
    const row = { id: event.id, e: event, s: 0, t: Date.now(), p: posting ? Date.now() + 6e4 : 0, n: title };
    return run((rows, state, events) => {
      const old = rows.find((one) => one.id === row.id);
      if (old) return;
      if (posting) events.put(row);
      else number(row, state, events);
    }).then(() => row.id);
  }

  // After the form: it arrived (1), it did not (0), it was sent back to be put right (gone).
  function settle(id, arrived) {
    return run((rows, state, events) => {
      rows
        .filter((row) => row.id === id && !row.s)
        .forEach((row) => {
          row.p = 0;
          row.s = arrived;
          if (arrived < 0 || (arrived && !row.e.u)) events.delete(id);
          else if (arrived) events.put(row);
          else number(row, state, events);
        });
    });
  }

  // Whatever a portal or a proxy answers is no answer of ours: JSON, no redirect, and the nonce given back.
  async function ask(address, body, headers, credentials) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), 3e4);
    try {
      const got = await fetch(address, { method: "POST", body, headers, credentials, redirect: "error", signal: stop.signal });
      const json = /^application\/json/.test(got.headers.get("Content-Type"));
      return { status: got.status, body: (json && (await got.json())) || {} };
    } finally {
      clearTimeout(late);
    }
  }

  function tell(path, what, more, credentials) {
    return ask("/sync/v1/" + path, JSON.stringify(what), Object.assign({ "Content-Type": "application/json" }, more), credentials);
  }

  // What one phone of one person has to send, oldest first.
  function take(size) {
    return run((rows, state, events) => {
      const open = rows
        .filter((row) => !row.s && row.p < Date.now() && row.e.u && phone(state, row.e.u).grant)
        .sort((one, other) => one.t - other.t);
      open.forEach((row) => number(row, state, events));
      const first = open[0] && open[0].e;
      const same = (row) => row.e.dev === first.dev && row.e.u === first.u;
      return {
        first,
        rows: open.filter(same).sort((one, other) => one.e.seq - other.e.seq).slice(0, size),
        grant: first && phone(state, first.u).grant,
        last: Math.max(0, ...rows.filter((row) => first && same(row)).map((row) => row.e.seq)),
      };
    });
  }

  // Only what is named as arrived has arrived. True when anything of the batch is settled.
  function apply(batch, told) {
    const among = (name, id) => (told[name] || []).some((one) => one === id || one.id === id);
    const sent = batch.rows.map((row) => row.id);
    return run((rows, state, events) => {
      const restored = state.epoch && state.epoch !== told.epoch;
      let moved;
      state.epoch = told.epoch;
      rows.forEach((row) => {
        const event = row.e;
        const fresh = sent.includes(row.id);
        if (fresh && among("erased", row.id)) return events.delete(row.id, (moved = 1));
        if (fresh && among("acked", row.id)) row.s = moved = 1;
        else if (fresh && among("held", row.id)) row.s = moved = 2;
        else if (row.s === 1 && restored) row.s = 0;
        else if (row.s === 1 && event.dev === batch.first.dev && row.m !== told.epoch) {
          if ((told.missing || []).some((gap) => gap[0] <= event.seq && event.seq <= gap[1])) row.s = 0;
          row.m = row.s ? row.m : told.epoch;
        }
        if (fresh && row.s) row.t = Date.now();
        if (fresh && row.s && event.t === "quiz.submit") clear(event.c + "/" + event.i);
        events.put(row);
      });
      const own = phone(state, batch.first.u);
      if (told.rotate && own.dev === batch.first.dev) Object.assign(own, { dev: hex(), seq: 0 });
      rows
        .filter((row) => row.s === 1)
        .sort((one, other) => other.t - one.t)
        .forEach((row, place) => {
          if (place >= 500 || row.t < Date.now() - 2592e6) events.delete(row.id);
        });
      return moved;
    });
  }

  async function send(batch) {
    const nonce = hex();
    const sent = batch.rows.map((row) => row.e);
    const what = { nonce, now: new Date().toISOString(), dev: batch.first.dev, max_seq: batch.last, events: sent };
    const got = await tell("events", what, { Authorization: "Bearer " + batch.grant }, "omit");
    const told = got.body;
    const code = (told.error && told.error.code) || "";
    if (got.status === 200 && told.nonce === nonce && told.acked && (await apply(batch, told))) return 200;
    if ((got.status === 413 || got.status === 400) && code) {
      if (sent.length === 1) await run((rows, state, store) => store.put(Object.assign(batch.rows[0], { s: 2 })));
      return sent.length / 2;
    }
    if (!/^grant_/.test(code)) throw got;
    await run((rows, state) => {
      if (phone(state, batch.first.u).grant === batch.grant) delete phone(state, batch.first.u).grant;
    });
    return 200;
  }

  async function flush(now) {
    if (busy || (!now && (Date.now() < next || document.hidden))) return;
    busy = true;
    clearTimeout(timer);
    try {
      let size = 200;
      let batch;
      while ((batch = await take(Math.ceil(size))).first) {
        size = await send(batch);
        said = place && place.dataset.sent.replace("#", "\u2066" + new Date().toISOString().slice(11, 16) + " UTC\u2069");
      }
      fails = next = 0;
    } catch (line) {
      const wait = Math.min(300, 15 * 2 ** fails++) * 1e3 * (0.5 + Math.random() / 2);
      next = Date.now() + wait;
      timer = setTimeout(flush, wait + 9);
    }
    busy = false;
    show();
  }

  // Her own and what nobody has signed; what others left here is counted for nobody.
  function list() {
    return run((rows, state) =>
      rows
        .filter((row) => row.s !== 1 && (!row.e.u || row.e.u === reader()))
        .map((row) => Object.assign({ ready: row.e.u && phone(state, row.e.u).grant }, row))
    );
  }

  // What nobody has signed becomes hers when she says so.
  function claim(uid) {
    return run((rows, state, events) => {
      rows
        .filter((row) => !row.e.u && !row.s)
        .forEach((row) => {
          row.e.u = uid;
          number(row, state, events);
        });
    });
  }

  async function show(words) {
    const rows = (await list()).filter((row) => !row.s);
    const all = await run((kept) => kept.filter((row) => !row.s).length);
    try {
      localStorage.w = all || "";
    } catch (refused) {}
    document.dispatchEvent(new Event("outbox"));
    if (words) said = words;
    if (!place || !(said || rows.length)) return;
    const link = document.createElement("a");
    const ready = reader() || rows.every((row) => row.ready);
    link.href = "/" + language + (ready ? "" : "/sign-in?next=/" + language) + "/off";
    link.textContent = place.dataset[ready ? "wait" : "sign"].replace("#", rows.length);
    place.className = "box glow";
    place.textContent = said + " ";
    if (rows.length) place.append(link);
  }

  function clear(quiz) {
    [() => localStorage, () => sessionStorage].forEach((store) => {
      try {
        Object.keys(store()).forEach((name) => {
          if (name.indexOf("draft " + quiz) === 0) store().removeItem(name);
        });
      } catch (refused) {}
    });
  }

  // This phone may send in her name from now on, also when she is signed out. A good grant is kept. What she types
  // stays here only where the phone is her own (and not in the room of a workshop).
  async function own(anew, room) {
    const month = new Date(Date.now() + 2592e6).toISOString();
    const old = await run((rows, state) => phone(state, reader()));
    const dev = old.dev;
    if (!anew && old.grant && old.expires > month) return 201;
    const got = await tell("grants", { dev }, {}, "same-origin");
    const { uid, grant, expires } = got.body;
    if (got.status !== 201 || !grant) return got.status;
    await run((rows, state) => Object.assign(phone(state, uid), { grant, expires }));
    if (!room) localStorage.own = uid;
    return 201;
  }

  // Signed out while there was no line.
  async function bye() {
    const nonce = hex();
    const got = await ask("/" + language + "/sign-out", "", { "X-Nonce": nonce }, "same-origin").catch(() => 0);
    if (!got || got.body.nonce !== nonce) return;
    localStorage.removeItem("bye");
    if (document.querySelector("main").hidden) location.href = got.body.to;
  }

  // The form as it is, by script: a lost answer is no page of the browser's then.
  async function post(form, fact) {
    const nonce = hex();
    const kept = await keep(fact, true).catch(() => "");
    let got = { body: {} };
    try {
      got = await ask(form.action, new URLSearchParams(new FormData(form)), { "X-Nonce": nonce }, "same-origin");
    } catch (line) {}
    form.busy = false;
    if (got.body.nonce === nonce) {
      if (kept) await settle(kept, got.body.to ? 1 : -1).catch(() => {});
      if (got.body.to) location.href = got.body.to;
      else form.submit();
      return;
    }
    if (!kept) return show(place.dataset.none).catch(() => (place.textContent = place.dataset.none));
    await settle(kept, 0);
    await show(place.dataset.kept);
    const after = !fact.b && document.querySelector("a[rel=next]");
    if (after && navigator.serviceWorker && navigator.serviceWorker.controller) return (location.href = after.href);
    next = Date.now() + 15e3;
    timer = setTimeout(flush, 15e3);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const lesson = /\/c\/(.+)\/(.+)\/done$/.exec(form.getAttribute("action"));
    const fact = lesson ? { t: "lesson.done", c: lesson[1], i: lesson[2] } : form.fact;
    if (!fact || !place) return;
    event.preventDefault();
    if (form.busy) return;
    form.busy = true;
    post(form, fact);
  });
  ["online", "focus", "pageshow"].forEach((name) => addEventListener(name, () => flush(name === "online")));
  document.addEventListener("visibilitychange", () => flush());
  window.outbox = { keep, list, flush, own, claim, clear, show, hex, session };
  const asked = document.querySelector("meta[name=own-device]");
  if (asked && reader()) own(false, asked.content === "room").then(flush, () => {});
  if (read("bye")) bye();
  show().then(() => flush(), () => {});
})();
