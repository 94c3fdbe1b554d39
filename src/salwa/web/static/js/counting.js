// The counting page: type or scan, one press, next. Everything typed survives a kill of the browser; everything counted
// is sealed at once, kept twice and sent when there is a network. Without this script the form sends each scan by itself.
(() => {
  const main = document.querySelector("[data-counting]");
  if (!main) return;
  const { store, copy, gather, sealing, sender: makeSender } = salwaCounting;
  const words = main.querySelector("[data-words]").dataset;
  const results = JSON.parse(document.getElementById("scan-results").textContent);
  const part = (name) => main.querySelector(`[data-${name}]`);
  const form = part("count-form");
  const box = form.elements.read;
  const page = { taking: Number(main.dataset.taking), state: main.dataset.state, scans: main.dataset.scans };
  const key = { name: main.dataset.key, point: main.dataset.point };
  const DRAFT_EVERY = 400;
  const DRAFT_LASTS = 12 * 3600 * 1000;
  const OLD = 5 * 24 * 3600 * 1000;
  const WEEK = 7 * 24 * 3600 * 1000;
  const iphone = /iP(hone|ad|od)/.test(navigator.userAgent) ||
    (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);
  const installed = window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

  if (!sealing.usable() || !store.usable()) {
    warn(words.cannot);
    part("net").textContent = words.cannot;
    return;
  }

  let place = 0;
  let device = "";
  let draft = crypto.randomUUID();
  let saving = null;
  let saved = [Promise.resolve(), Promise.resolve()];
  let entering = Promise.resolve();
  let net = "offline";
  const lines = new Map();

  function warn(...texts) {
    const notice = part("warning");
    notice.textContent = texts.filter(Boolean).join(" ");
    notice.hidden = !notice.textContent;
  }

  // ---- what is being typed
  const typed = () => ({
    uid: draft, read: box.value, finding: form.elements.finding.value, pieces: form.elements.pieces.value,
    note: form.elements.note.value,
  });

  // The time runs from the first sign that is not saved yet, so that a kill costs no more than it and the writing.
  function save() {
    if (saving) return;
    saving = setTimeout(() => { saving = null; keepTyped(); }, DRAFT_EVERY);
  }

  // Each store by itself, one text after the other: one that is slow does not hold up the other.
  function keepTyped() {
    const into = async (where, key) => {
      const now = typed();
      const any = now.read || now.note || now.pieces;
      await where.keepDraft(page.taking, now.uid, any ? await sealing.hide(await key(), now) : null);
    };
    const places = [[store, () => sealing.draftKey(store)], [copy, copy.key]];
    saved = places.map(([where, key], at) => saved[at].then(() => into(where, key)).catch(() => {}));
  }

  async function opened(key, kept) {
    if (!kept || Date.now() - kept.at > DRAFT_LASTS) return null;
    try {
      return { at: kept.at, value: await sealing.show(await key(), kept) };
    } catch {
      return null;
    }
  }

  // The newer of the two; one that is a scan already does not come back.
  async function restore() {
    const [one, other] = [await store.get(`draft:${page.taking}`), await copy.draft(page.taking)];
    if (!one && !other) return;
    const found = [await opened(() => sealing.draftKey(store), one), await opened(copy.key, other)];
    const used = new Set([...(await store.uids()), await store.get(`entered:${page.taking}`)]);
    const [newest] = found.filter((each) => each && !used.has(each.value.uid)).sort((first, second) => second.at - first.at);
    if (!newest) {
      await Promise.all([store.forget(`draft:${page.taking}`), copy.forgetDraft(page.taking)]);
      return;
    }
    if (box.value) return;
    const { value } = newest;
    draft = value.uid;
    box.value = value.read;
    form.elements.pieces.value = value.pieces;
    form.elements.note.value = value.note;
    form.elements.finding.value = value.finding;
    save();
  }

  // ---- counting
  // One after the other, so that places follow one another and a double press is one scan.
  function enter(scanned = "") {
    entering = entering.then(() => keep(scanned)).catch(() => warn(words.full));
    return entering;
  }

  // `scanned`: a code seen by the camera; what is being typed meanwhile stays as it is.
  async function keep(scanned) {
    const now = scanned ? { uid: crypto.randomUUID(), read: scanned, finding: form.elements.finding.value, pieces: "", note: "" } : typed();
    const how = scanned ? "scanned" : "typed";
    if (!now.read.trim()) { warn(words.empty); box.focus(); return; }
    // A browser may lose its database while the page is open.
    if ((await store.get("device")) !== device) await together();
    const pieces = now.pieces.trim() === "" ? null : Number(now.pieces);
    const value = {
      read: now.read.trim().slice(0, 300), finding: now.finding, how, counted_at: stamp(), note: now.note.trim().slice(0, 500),
      ...(Number.isInteger(pieces) && pieces >= 0 ? { pieces } : {}),
    };
    const bound = { taking: page.taking, device, uid: now.uid, place: place + 1 };
    const sealed = await sealing.seal(key, bound, value);
    const scan = { uid: now.uid, taking: page.taking, device, place: place + 1, at: Date.now(), ...sealed };
    const copied = copy.keep(scan, !scanned);
    try {
      await store.keep(scan, !scanned);
    } catch (fault) {
      copy.forget(page.taking, [now.uid]);
      throw fault;
    }
    await copied;
    place += 1;
    if (!scanned) empty(now);
    line(now.uid, value);
    if (navigator.vibrate) navigator.vibrate(40);
    box.focus();
    await figures();
    sending.run();
  }

  // What was typed while the scan was being kept stays and is the beginning of the next one.
  function empty(entered) {
    draft = crypto.randomUUID();
    if (box.value.startsWith(entered.read)) box.value = box.value.slice(entered.read.length);
    for (const name of ["note", "pieces"]) {
      if (form.elements[name].value === entered[name]) form.elements[name].value = "";
    }
    form.elements.finding.value = "present";
    if (box.value) save();
  }

  // The moment with its zone, as the server wants it.
  function stamp() {
    return new Date().toISOString().replace("Z", "+00:00");
  }

  function line(uid, value) {
    const item = document.createElement("li");
    const mark = document.createElement("bdi");
    mark.className = "mark";
    mark.dir = "ltr";
    mark.textContent = value.read;
    const tag = document.createElement("span");
    tag.className = "tag plain";
    tag.textContent = words.kept;
    item.append(mark, tag);
    part("last").prepend(item);
    lines.set(uid, tag);
    while (part("last").children.length > 20) part("last").lastElementChild.remove();
  }

  // ---- what the page says
  async function figures() {
    const [here, every, [first]] = await Promise.all([
      store.count(page.taking), store.count(), store.waiting(page.taking, 1),
    ]);
    part("counted").textContent = place;
    part("unsent").textContent = here;
    part("unsent-box").classList.toggle("some", here > 0);
    part("net").className = `count-net ${net}`;
    part("net").textContent = net === "signed-out" ? words.signedOut : net === "refused" ? words.trouble : words[net];
    if (net === "signed-out") {
      const link = document.createElement("a");
      link.href = main.dataset.signIn;
      link.textContent = words.signedOut;
      part("net").replaceChildren(link);
    }
    const age = first ? Date.now() - first.at : 0;
    const others = every > here ? await store.others(page.taking) : [];
    warn(
      age > OLD ? words.days.replace("{days}", Math.floor(age / 86400000)) : "",
      first && iphone && !installed ? words.iphone.replace("{day}", new Date(first.at + WEEK).toISOString().slice(0, 10)) : "",
      others.length ? words.others.replace("{numbers}", others.join(", ")) : "",
      copy.whole() ? "" : words.once,
      closed ? words.closed : "",
    );
  }

  let closed = false;
  const said = {
    net(state) { net = state; figures(); },
    state(told) {
      closed = told.state === "closed";
      Object.assign(key, { name: told.key, point: told.point });
      part("there").textContent = `${told.counted} / ${told.expected}`;
    },
    sent(scans) {
      for (const one of scans) {
        const tag = lines.get(one.uid);
        if (!tag) continue;
        const good = one.result === "there" || one.result === "twice";
        const name = one.status === "set_aside" || one.status === "refused" ? one.status : one.result;
        tag.className = `tag ${good ? "good" : name ? "warn" : "plain"}`;
        tag.textContent = results[name] || words.sent;
      }
      figures();
    },
  };
  const sending = makeSender(store, copy, page, said);

  // ---- camera, where the browser can read codes by itself
  async function camera() {
    const video = part("video");
    if (!video.hidden) return stop();
    const detector = new BarcodeDetector({ formats: ["qr_code", "code_128", "data_matrix"] });
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    let last = "";
    (async function see() {
      if (video.hidden) return;
      const [code] = await detector.detect(video).catch(() => []);
      if (code && code.rawValue && code.rawValue !== last) {
        last = code.rawValue;
        await enter(code.rawValue);
      }
      setTimeout(see, 150);
    })();
  }

  function stop() {
    const video = part("video");
    if (video.srcObject) video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  }

  async function offerCamera() {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    const formats = await BarcodeDetector.getSupportedFormats();
    part("camera").hidden = !formats.includes("qr_code");
    part("camera").addEventListener("click", () => camera().catch(stop));
  }

  // ---- the page without a network: a worker keeps this page and its scripts, nothing else
  async function install() {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(main.dataset.worker, { scope: "/stock/takings/" });
    const ready = await navigator.serviceWorker.ready;
    const files = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map(
      (one) => one.src || one.href,
    );
    ready.active.postMessage({ keep: location.pathname, files });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  }

  async function together() {
    const found = await gather(store, copy, device);
    device = found.device;
    place = Math.max(place, (await store.get(`place:${page.taking}`)) || 0);
    main.dataset.back = Number(main.dataset.back || 0) + found.back;
    if (found.fresh) main.dataset.fresh = "yes";
  }

  async function begin() {
    await together();
    await restore();
    form.addEventListener("input", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) keepTyped(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); enter(); });
    box.focus();
    await figures();
    main.dataset.ready = "yes";
    sending.run();
    await Promise.allSettled([install(), offerCamera()]);
  }

  begin().catch(() => warn(words.cannot));
})();
