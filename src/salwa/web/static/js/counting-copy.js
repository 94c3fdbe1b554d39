// The second copy of what the counting page keeps: the same sealed scans and the same text being typed, in the browser's
// cache of files, apart from its database. Chromium throws the whole database of a site away when a kill tore the last
// line of the database's log and something was written behind it (decision 12). Then this one is still there.
window.salwaCounting = window.salwaCounting || {};

salwaCounting.copy = (() => {
  const NAME = "salwa-scans-1";
  const PATIENCE = 5000;
  // At the start there may be thousands to read, and nothing is to be missed.
  const MUCH = 120000;
  const KEY = "/stock/takings/kept/key";
  const SCAN = /^\/stock\/takings\/(\d+)\/kept\/([0-9a-f-]{36})$/;
  const address = (taking, name) => `/stock/takings/${taking}/kept/${name}`;
  const { code, decode } = salwaCounting.sealing;
  let turn = Promise.resolve();
  let ended = "";
  let whole = "caches" in window;

  // One after the other, so that a text that is saved late does not come after the scan it became. A copy that fails
  // stops nobody: the database has the scan, and the page says that it is the only one.
  function next(work, patience = PATIENCE) {
    const done = turn.then(() => caches.open(NAME)).then(work);
    turn = done.catch(() => {});
    const late = new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), patience); });
    return Promise.race([done, late]).then(
      (value) => { whole = true; return value; },
      () => { whole = false; },
    );
  }

  const read = async (cache, place) => {
    const found = await cache.match(place);
    return found ? found.json() : undefined;
  };

  // `put` comes back before the browser has written the file; reading it again waits for that.
  async function write(cache, place, value) {
    await cache.put(place, new Response(JSON.stringify(value), { headers: { "Content-Type": "application/json" } }));
    await read(cache, place);
  }

  const keep = (scan, endsDraft) => next(async (cache) => {
    await write(cache, address(scan.taking, scan.uid), scan);
    if (!endsDraft) return;
    ended = scan.uid;
    await cache.delete(address(scan.taking, "draft"));
  });

  const forget = (taking, uids) => next((cache) => Promise.all(uids.map((uid) => cache.delete(address(taking, uid)))));

  // The scans of all stock-takings here: [{taking, uid}].
  const list = () => next(async (cache) => {
    const found = (await cache.keys()).map((one) => SCAN.exec(new URL(one.url).pathname)).filter(Boolean);
    return found.map(([, taking, uid]) => ({ taking: Number(taking), uid }));
  }, MUCH);

  const scans = (wanted) => next(async (cache) => {
    const found = await Promise.all(wanted.map(({ taking, uid }) => read(cache, address(taking, uid)).catch(() => undefined)));
    return found.filter(Boolean);
  }, MUCH);

  // The key of the database cannot be taken out of it, so the copy has one of its own, which lies beside it.
  const key = () => next(async (cache) => {
    let raw = await read(cache, KEY);
    if (!raw) {
      raw = code(crypto.getRandomValues(new Uint8Array(32)));
      await write(cache, KEY, raw);
    }
    return crypto.subtle.importKey("raw", decode(raw), "AES-GCM", false, ["encrypt", "decrypt"]);
  });

  const keepDraft = (taking, uid, kept) => next((cache) => {
    if (uid === ended) return undefined;
    if (!kept) return cache.delete(address(taking, "draft"));
    return write(cache, address(taking, "draft"), { at: kept.at, nonce: code(kept.nonce), box: code(kept.box) });
  });

  const draft = (taking) => next(async (cache) => {
    const kept = await read(cache, address(taking, "draft"));
    return kept && { at: kept.at, nonce: decode(kept.nonce), box: decode(kept.box) };
  }, MUCH);

  const forgetDraft = (taking) => next((cache) => cache.delete(address(taking, "draft")));

  return { keep, forget, list, scans, key, keepDraft, draft, forgetDraft, whole: () => whole };
})();

// What either copy has and the other lacks comes into both; what the register has already it acknowledges again.
// `own`: the identifier of this phone as the page knows it. Returns {device, back, fresh}: how many scans came back, and
// whether the database was empty.
salwaCounting.gather = async (store, copy, own) => {
  const copied = (await copy.list()) || [];
  const here = new Set(await store.uids());
  const back = (await copy.scans(copied.filter(({ uid }) => !here.has(uid)))) || [];
  const newest = back.reduce((last, scan) => (!last || scan.at > last.at ? scan : last), null);
  // Seals are bound to the phone: when the database is gone, the scans say who this phone was.
  const known = await store.get("device");
  const device = known || own || (newest && newest.device) || crypto.randomUUID();
  await store.bring(device, back);
  const there = new Set(copied.map(({ uid }) => uid));
  (async () => {
    for (const uid of here) {
      const scan = there.has(uid) ? undefined : await store.scan(uid);
      if (scan) await copy.keep({ device, ...scan });
    }
  })().catch(() => {});
  return { device, back: back.length, fresh: !known };
};
