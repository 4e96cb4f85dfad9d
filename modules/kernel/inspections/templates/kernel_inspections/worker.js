// Lets the surveyor's page open without a network. It keeps the page without any record in it and the files it loads;
// records, drafts and photographs lie in the browser's database (drafts.js), one for each user.
const { version, page, files } = JSON.parse("{{ told|escapejs }}");
const STORE = "field-survey-";
const MINE = `${STORE}${version}`;
const PATIENCE_MS = 6000;
const LINKS = {
  html: /(?:\s(?:href|src)|data-icons)="([^"#]+)/g,
  css: /url\(\s*["']?([^"')#]+)/g,
  js: /(?:^|\n)\s*(?:import|export)\b[^"';]*["'](\.{0,2}\/[^"'\n]+)["']/g,
};

function linksIn(text, kind, base) {
  const found = [...text.matchAll(LINKS[kind])].map(([, link]) => new URL(link, base));
  return found.filter((url) => url.origin === location.origin && url.pathname.startsWith(files)).map((url) => url.pathname);
}

async function fetched(url) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "error", cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer;
}

async function gatherFile(store, path) {
  const answer = await fetched(path);
  const kind = path.split(".").pop();
  const text = kind in LINKS ? await answer.clone().text() : "";
  await store.put(path, answer);
  return text ? linksIn(text, kind, new URL(path, location.origin)) : [];
}

/** The page and everything it loads, level by level; nothing counts as kept before all of it is there. */
async function gather() {
  const store = await caches.open(MINE);
  const shell = await fetched(page);
  let next = linksIn(await shell.clone().text(), "html", location.origin);
  const seen = new Set(next);
  while (next.length) {
    const further = (await Promise.all([...new Set(next)].map((path) => gatherFile(store, path)))).flat();
    next = further.filter((path) => !seen.has(path) && seen.add(path));
  }
  await store.put(page, shell);
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(STORE) && name !== MINE).map((name) => caches.delete(name)));
}

function late(milliseconds) {
  return new Promise((_, refuse) => { setTimeout(() => refuse(new Error("late")), milliseconds); });
}

async function openPage(request) {
  const stored = await (await caches.open(MINE)).match(page);
  if (!stored) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), late(PATIENCE_MS)]);
    return answer.status >= 500 ? stored : answer;
  } catch {
    return stored;
  }
}

async function openFile(request) {
  const stored = await (await caches.open(MINE)).match(request, { ignoreSearch: true });
  return stored || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(gather().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === "again") event.waitUntil(gather().catch(() => {}));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === page && !url.searchParams.has("part")) event.respondWith(openPage(request));
  else if (url.pathname.startsWith(files)) event.respondWith(openFile(request));
});
