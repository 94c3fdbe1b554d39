// Sends sealed scans in their order when there is a network, and forgets both copies of each only when the server has
// said that it is kept.
window.salwaCounting = window.salwaCounting || {};

salwaCounting.sender = (store, copy, page, said) => {
  const MOST = 50;
  const WINDOW = 500;
  const SLOWEST = 60000;
  let pause = 1000;
  let timer = null;
  let busy = false;
  let again = false;

  async function ask(address, options) {
    const control = new AbortController();
    const limit = setTimeout(() => control.abort(), 20000);
    try {
      return await fetch(address, {
        credentials: "same-origin", redirect: "manual", cache: "no-store", signal: control.signal, ...options,
      });
    } finally {
      clearTimeout(limit);
    }
  }

  // Signed out shows itself as a 401 or as a way to the sign-in page.
  const signedOut = (answer) => answer.status === 401 || answer.type === "opaqueredirect";

  async function look() {
    const answer = await ask(page.state, { headers: { Accept: "application/json" } });
    if (signedOut(answer)) return { out: true };
    if (!answer.ok) return { refused: answer.status };
    return answer.json();
  }

  async function post(token, scans, kept, device) {
    const plain = scans.map(({ uid, place, key, point, nonce, box }) => ({ uid, place, key, point, nonce, box }));
    return ask(page.scans, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ device, kept, scans: plain }),
    });
  }

  // The oldest that wait, and those of them that the server has not refused.
  async function queue() {
    const unheld = (scans) => scans.filter((one) => !one.held);
    let all = await store.waiting(page.taking, WINDOW);
    if (all.length === WINDOW && !unheld(all).length) all = await store.waiting(page.taking);
    return { all, free: unheld(all) };
  }

  // One round: everything that waits, batch by batch. Returns whether another try makes sense.
  async function round() {
    const told = await look();
    if (told.out) return said.net("signed-out");
    if (told.refused) return said.net("refused");
    said.state(told);
    const own = await store.get("device");
    const of = (one) => one.device || own;
    for (;;) {
      const { all, free } = await queue();
      if (!free.length) return said.net("online");
      // A batch is of one phone; scans that came back after the database was gone may be of the one this was before.
      const device = of(free[0]);
      const next = free.filter((one) => of(one) === device).slice(0, MOST);
      const kept = all.length < WINDOW ? all.filter((one) => of(one) === device).length : await store.count(page.taking);
      said.net("sending");
      const answer = await post(told.token, next, kept, device);
      if (signedOut(answer)) return said.net("signed-out");
      if (answer.status >= 500) throw new Error("server");
      if (!answer.ok) return said.net("refused");
      const { scans } = await answer.json();
      const refused = scans.filter((one) => one.status === "refused");
      const taken = scans.filter((one) => one.status !== "refused").map((one) => one.uid);
      await store.settle(taken, refused);
      await copy.forget(page.taking, taken);
      said.sent(scans);
      if (!scans.length) return said.net("refused");
    }
  }

  async function run() {
    if (busy) { again = true; return; }
    busy = true;
    clearTimeout(timer);
    try {
      // Two pages of one browser take turns; without locks the server sorts out what comes twice.
      if (navigator.locks) await navigator.locks.request("salwa-sending", round);
      else await round();
      pause = 1000;
    } catch {
      said.net("offline");
      pause = Math.min(pause * 2, SLOWEST);
      timer = setTimeout(run, pause);
    } finally {
      busy = false;
      if (again) { again = false; run(); }
    }
  }

  window.addEventListener("online", () => { pause = 1000; run(); });
  window.addEventListener("offline", () => said.net("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) run(); });
  return { run };
};
