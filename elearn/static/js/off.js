/* What is kept on this phone: courses to read without a line, and what waits to be sent. */
(function () {
  "use strict";
  const button = document.querySelector("#save button");
  const home = document.getElementById("courses");
  const words = (button ? document.getElementById("save") : document.querySelector("main")).dataset;
  const language = location.pathname.split("/")[1];

  function node(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function sized(text, bytes) {
    const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
    const many = unit === "kilobyte" ? Math.max(1, Math.round(bytes / 1e3)) : Math.round(bytes / 1e5) / 10;
    const locale = document.documentElement.lang + "-u-nu-latn";
    return text.replace("#", new Intl.NumberFormat(locale, { style: "unit", unit: unit }).format(many));
  }

  async function saved() {
    const found = await caches.match("/saved", { cacheName: "saved" });
    return found ? found.json() : {};
  }

  // One entry names the caches that are whole; written in one step, it is what makes a download count.
  async function write(change) {
    const all = await saved();
    change(all);
    await (await caches.open("saved")).put("/saved", new Response(JSON.stringify(all)));
    for (const name of await caches.keys()) {
      const ours = name === "saved" || Object.values(all).some((one) => one.cache === name);
      if (!ours && +name.split(" ")[1] < Date.now() - 36e5) await caches.delete(name);
    }
  }

  async function load(path) {
    const got = await fetch(path, { redirect: "error", credentials: "omit", cache: "no-cache" });
    if (!got.ok) throw path;
    return got;
  }

  async function save(course, title) {
    await navigator.serviceWorker.register("/sw.js");
    const pack = await (await load("/" + language + "/c/" + course + "/pack.json")).json();
    const files = Object.entries(pack.files);
    if (pack.id !== course || pack.lang !== language || files.length !== pack.count) throw course;
    const cache = "part " + Date.now() + " " + course + "/" + language;
    const box = await caches.open(cache);
    try {
      const shell = await load("/" + language + "/off");
      if (shell.headers.get("X-Offline") !== "1") throw shell;
      for (const [path, text] of files) {
        const headers = new Headers(shell.headers);
        ["Content-Encoding", "Content-Length", "ETag"].forEach((name) => headers.delete(name));
        const kind = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" }[path.split(".").pop()] || "text/html";
        headers.set("Content-Type", kind + "; charset=utf-8");
        await box.put(path, new Response(text, { headers: headers }));
      }
      await box.put("/" + language + "/off", shell);
      const parts = [...document.querySelectorAll("script[src],link[rel=stylesheet]")].map((part) => part.src || part.href);
      for (const path of parts) await box.put(path, await load(path));
      if ((await box.keys()).length < pack.count) throw cache;
      let old;
      await write((all) => {
        old = all[course + "/" + language];
        const now = Date.now();
        all[course + "/" + language] = { cache: cache, rev: pack.rev, bytes: pack.bytes, title: title, seen: now };
      });
      if (old) await caches.delete(old.cache);
    } catch (line) {
      await caches.delete(cache);
      throw line;
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  }

  // Once a day at most, and only a note: what costs money is asked for by her.
  async function check() {
    const all = await saved();
    const old = Object.values(all).some((one) => one.seen < Date.now() - 864e5);
    if (!old) return;
    const packs = await (await load("/packs.json")).json();
    await write((now) =>
      Object.entries(now).forEach(([key, one]) => {
        const [course, lang] = key.split("/");
        const pack = packs[course] && packs[course][lang];
        one.seen = Date.now();
        one.newer = pack && pack.rev !== one.rev ? pack.bytes : 0;
      })
    );
  }

  async function offer() {
    const box = document.getElementById("save");
    const one = (await saved())[words.course + "/" + language];
    const status = box.querySelector("[role=status]");
    status.textContent = one ? sized(words.saved, one.bytes) : "";
    if (one) button.textContent = one.newer ? sized(words.newer, one.newer) : "";
    else {
      // What it costs on the line, compressed: the length of an answer that is not sent.
      const asked = { method: "HEAD", credentials: "omit", redirect: "error" };
      const answer = await fetch("/" + language + "/c/" + words.course + "/pack.json", asked);
      const bytes = answer.ok && Number(answer.headers.get("Content-Length"));
      button.textContent = bytes ? sized(words.save, bytes) : "";
    }
    button.parentNode.hidden = !button.textContent;
  }

  async function press(made, course, title, status, then) {
    if (made.disabled) return;
    made.disabled = true;
    status.textContent = words.saving;
    const done = await save(course, title).then(() => true, () => false);
    made.disabled = false;
    if (!done) status.textContent = words.failed;
    else await then();
  }

  async function courses() {
    const all = await saved();
    home.textContent = "";
    Object.entries(all).forEach(([key, one]) => {
      const [course, lang] = key.split("/");
      const row = node("li", "");
      const link = node("a", one.title);
      const status = node("p", sized("#", one.bytes));
      const gone = node("button", words.remove);
      link.href = "/" + lang + "/c/" + course;
      link.lang = lang;
      status.setAttribute("role", "status");
      gone.type = "button";
      gone.className = "b b2";
      gone.setAttribute("aria-label", words.remove + ": " + one.title);
      gone.onclick = async () => {
        await write((now) => delete now[key]);
        await caches.delete(one.cache);
        await courses();
      };
      row.append(link, status);
      if (one.newer && lang === language) {
        const more = node("button", sized(words.newer, one.newer));
        more.type = "button";
        more.className = "b";
        more.onclick = () => press(more, course, one.title, status, courses);
        row.append(more, " ");
      }
      row.append(gone);
      home.append(row);
    });
  }

  async function waiting() {
    const rows = await outbox.list();
    const place = document.getElementById("waiting");
    place.textContent = "";
    rows.forEach((row) => {
      const line = node("li", "");
      const link = node("a", row.n);
      link.href = "/" + row.e.lang + "/c/" + row.e.c + "/" + row.e.i;
      const state = row.s ? words.held : row.e.u ? words.waiting : words.unsigned;
      line.append(link, node("p", "\u2066" + row.e.at.slice(0, 16).replace("T", " ") + " UTC\u2069 · " + state));
      place.append(line);
    });
    document.getElementById("do").hidden = !rows.length;
    document.getElementById("send").hidden = !rows.some((row) => row.ready);
    document.getElementById("mine").hidden = rows.every((row) => row.ready);
    document.getElementById("leave").hidden = !reader();
  }

  // One fact a line and nobody's name: whoever brings the file in says whose it is.
  async function file() {
    const sorted = (value) =>
      value && value.constructor === Object
        ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
        : value;
    const lines = (await outbox.list()).map((row) => {
      const { u, dev, seq, ...fact } = row.e;
      return JSON.stringify(sorted(fact)) + "\n";
    });
    const link = node("a", "");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
    link.download = "answers.ndjson";
    link.click();
  }

  async function mine() {
    const status = await outbox.own(true).catch(() => 0);
    if (status === 401) location.href = "/" + language + "/sign-in?next=/" + language + "/off";
    if (status !== 201) return;
    await outbox.claim(reader());
    await outbox.flush(true);
  }

  function leave() {
    outbox.clear("");
    Object.assign(localStorage, { bye: outbox.session() || 1, u: "", own: "", done: "" });
    sessionStorage.clear();
    outbox.show(words.out);
  }

  // What it weighs is asked for when somebody looks further than the first view.
  async function begin() {
    document.getElementById("save").hidden = false;
    const go = () => offer().then(check).then(offer, () => {});
    if ((await saved())[words.course + "/" + language]) return go();
    const first = { once: true, passive: true };
    let asked;
    const once = () => asked || (asked = go());
    ["scroll", "pointerdown", "keydown"].forEach((name) => addEventListener(name, once, first));
  }

  if (button && "serviceWorker" in navigator && window.caches) {
    button.onclick = () => {
      const status = document.querySelector("#save [role=status]");
      press(button, words.course, words.title, status, offer);
    };
    begin();
  }
  if (home) {
    const go = { send: () => outbox.flush(true), mine: mine, file: file };
    Object.keys(go).forEach((id) => (document.getElementById(id).onclick = go[id]));
    document.querySelector("#leave button").onclick = leave;
    document.addEventListener("outbox", waiting);
    if (window.caches) courses().then(check).then(courses, () => {});
  }
})();
