/* Saved courses without a line. Only what a page put there is shown; nothing personal, no redirect, no post. */
const PATIENCE = 3000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// One entry says which caches are whole. A cache that is not named there is half a download.
async function saved(path) {
  const list = await caches.match("/saved", { cacheName: "saved" });
  const all = list ? Object.values(await list.json()) : [];
  for (const one of all) {
    const found = await caches.match(path, { cacheName: one.cache });
    if (found) return found;
  }
}

async function shell(path) {
  const languages = [path.split("/")[1], "en", "fr", "es", "pt", "ar", "ru", "zh"];
  for (const language of languages) {
    const found = await saved("/" + language + "/off");
    if (found) return found;
  }
}

function ours(answer) {
  return answer.status === 200 && answer.type === "basic" && !answer.redirected && answer.headers.get("X-Offline") === "1";
}

// The line has three seconds; whatever else answers in its place is not taken for the page.
async function page(request, path) {
  const kept = await saved(path);
  const fresh = fetch(request);
  if (!kept) return fresh.catch(async (line) => (await shell(path)) || Promise.reject(line));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  return first && ours(first) ? first : kept;
}

addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address.pathname));
  else if (/^\/(static|media)\//.test(address.pathname)) {
    event.respondWith(saved(address.pathname).then((found) => found || fetch(request)));
  }
});
