// What the counting page keeps on the phone: sealed scans waiting to be sent, and the one text being typed. All of it
// is kept a second time in counting-copy.js. No weapon, depot or list of the register ever comes in here.
window.salwaCounting = window.salwaCounting || {};

salwaCounting.store = (() => {
  const NAME = "salwa-counting";
  let opened = null;

  function open() {
    if (opened) return opened;
    opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        const scans = asked.result.createObjectStore("scans", { keyPath: "uid" });
        scans.createIndex("taking", ["taking", "place"]);
        asked.result.createObjectStore("state");
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => { opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
      asked.onblocked = () => reject(new Error("blocked"));
    });
    opened.catch(() => { opened = null; });
    return opened;
  }

  // Runs `work(stores)` in one transaction that has reached the disk when the promise is kept.
  async function within(mode, names, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const all = database.transaction(names, mode, { durability: "strict" });
      let value;
      all.oncomplete = () => resolve(value);
      all.onabort = () => reject(all.error || new Error("aborted"));
      all.onerror = () => reject(all.error);
      const stores = names.map((name) => all.objectStore(name));
      const asked = work(...stores);
      if (asked) asked.onsuccess = () => { value = asked.result; };
    });
  }

  const get = (key) => within("readonly", ["state"], (state) => state.get(key));
  const put = (key, value) => within("readwrite", ["state"], (state) => { state.put(value, key); });
  const forget = (key) => within("readwrite", ["state"], (state) => { state.delete(key); });

  // The scan, the counter and the end of the draft together: a kill leaves all of it or nothing.
  const keep = (scan, draft) => within("readwrite", ["scans", "state"], (scans, state) => {
    scans.put(scan);
    state.put(scan.place, `place:${scan.taking}`);
    if (!draft) return;
    state.put(scan.uid, `entered:${scan.taking}`);
    state.delete(`draft:${scan.taking}`);
  });

  // A draft that was entered in the meantime must not come back: its identifier is used up.
  const keepDraft = (taking, uid, draft) => within("readwrite", ["state"], (state) => {
    const asked = state.get(`entered:${taking}`);
    asked.onsuccess = () => {
      if (asked.result === uid) return;
      if (draft) state.put(draft, `draft:${taking}`);
      else state.delete(`draft:${taking}`);
    };
  });

  const uids = () => within("readonly", ["scans"], (scans) => scans.getAllKeys());
  const scan = (uid) => within("readonly", ["scans"], (scans) => scans.get(uid));

  // Scans that only the copy had come into the queue again, and the counter goes on behind them.
  const bring = (device, back) => within("readwrite", ["scans", "state"], (scans, state) => {
    state.put(device, "device");
    const last = {};
    for (const one of back) {
      const there = scans.get(one.uid);
      there.onsuccess = () => { if (!there.result) scans.put(one); };
      last[one.taking] = Math.max(last[one.taking] || 0, one.place);
    }
    for (const [taking, place] of Object.entries(last)) {
      const counter = state.get(`place:${taking}`);
      counter.onsuccess = () => { if ((counter.result || 0) < place) state.put(place, `place:${taking}`); };
    }
  });

  const range = (taking) => IDBKeyRange.bound([taking, 0], [taking, Infinity]);
  const waiting = (taking, most) => within("readonly", ["scans"], (scans) => scans.index("taking").getAll(range(taking), most));
  const count = (taking) => within("readonly", ["scans"], (scans) => (taking ? scans.index("taking").count(range(taking)) : scans.count()));

  // Which stock-takings have scans waiting here; only asked when there are some besides this page's.
  async function others(taking) {
    const database = await open();
    return new Promise((resolve) => {
      const found = new Set();
      const asked = database.transaction(["scans"]).objectStore("scans").index("taking").openKeyCursor();
      asked.onsuccess = () => {
        const cursor = asked.result;
        if (!cursor) { resolve([...found].filter((one) => one !== taking)); return; }
        found.add(cursor.key[0]);
        cursor.continue([cursor.key[0], Infinity]);
      };
      asked.onerror = () => resolve([]);
    });
  }

  const settle = (acknowledged, held) => within("readwrite", ["scans"], (scans) => {
    acknowledged.forEach((uid) => scans.delete(uid));
    held.forEach(({ uid, code }) => {
      const asked = scans.get(uid);
      asked.onsuccess = () => { if (asked.result) scans.put({ ...asked.result, held: code }); };
    });
  });

  return {
    get, put, forget, keep, keepDraft, uids, scan, bring, waiting, count, others, settle, usable: () => "indexedDB" in window,
  };
})();
