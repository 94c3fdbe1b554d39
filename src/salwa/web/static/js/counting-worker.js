// Keeps the counting page itself for times without a network: its one page, its style sheet and its scripts. Nothing
// else of the register is ever kept: no list, no look-up, no other page.
const KEPT = "salwa-counting-1";
const PAGE = /^\/stock\/takings\/\d+\/count\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("salwa-counting") && name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  const { keep, files } = event.data || {};
  if (PAGE.test(keep || "") && Array.isArray(files)) event.waitUntil(store(keep, files));
});

async function store(page, files) {
  const cache = await caches.open(KEPT);
  const mine = files.filter((address) => new URL(address).origin === self.location.origin);
  await Promise.all(mine.map(async (address) => { if (!(await cache.match(address))) await cache.add(address); }));
  await keepPage(cache, page);
}

// A way to the sign-in page or an error is not the counting page.
async function keepPage(cache, page) {
  const answer = await fetch(page, { credentials: "same-origin", redirect: "manual" });
  if (answer.ok) await cache.put(page, answer);
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (PAGE.test(address.pathname)) event.respondWith(fresh(event.request, address.pathname));
    return;
  }
  if (/^\/(static|styles)\//.test(address.pathname)) event.respondWith(keptFirst(event.request));
});

// The network first, so that a newer page wins; after four seconds, or without network, the kept one.
async function fresh(request, page) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(page);
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, 4000); });
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  return answer && answer.status < 500 ? answer : kept;
}

async function keptFirst(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request)) || fetch(request);
}
