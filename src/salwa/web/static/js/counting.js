// The counting page: type or scan, one press, next. Everything typed survives a kill of the browser; everything counted
// is sealed at once and sent when there is a network. Without this script the form sends each scan by itself.
(() => {
  const main = document.querySelector("[data-counting]");
  if (!main) return;
  const { store, sealing, sender: makeSender } = salwaCounting;
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
  let draft = crypto.randomUUID();
  let saving = null;
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

  function save() {
    if (saving) return;
    saving = setTimeout(async () => {
      saving = null;
      const now = typed();
      const kept = now.read || now.note || now.pieces ? await sealing.hide(store, now) : null;
      await store.keepDraft(page.taking, now.uid, kept);
    }, DRAFT_EVERY);
  }

  async function restore() {
    const kept = await store.get(`draft:${page.taking}`);
    if (!kept) return;
    if (Date.now() - kept.at > DRAFT_LASTS) { await store.forget(`draft:${page.taking}`); return; }
    try {
      const value = await sealing.show(store, kept);
      if (box.value) return;
      draft = value.uid;
      box.value = value.read;
      form.elements.pieces.value = value.pieces;
      form.elements.note.value = value.note;
      form.elements.finding.value = value.finding;
    } catch {
      await store.forget(`draft:${page.taking}`);
    }
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
    const device = await store.get("device");
    const pieces = now.pieces.trim() === "" ? null : Number(now.pieces);
    const value = {
      read: now.read.trim().slice(0, 300), finding: now.finding, how, counted_at: stamp(), note: now.note.trim().slice(0, 500),
      ...(Number.isInteger(pieces) && pieces >= 0 ? { pieces } : {}),
    };
    const bound = { taking: page.taking, device, uid: now.uid, place: place + 1 };
    const sealed = await sealing.seal(key, bound, value);
    await store.keep({ uid: now.uid, taking: page.taking, place: place + 1, at: Date.now(), ...sealed }, !scanned);
    place += 1;
    if (!scanned) {
      draft = crypto.randomUUID();
      box.value = "";
      form.elements.note.value = "";
      form.elements.pieces.value = "";
      form.elements.finding.value = "present";
    }
    line(now.uid, value);
    if (navigator.vibrate) navigator.vibrate(40);
    box.focus();
    await figures();
    sending.run();
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
  const sending = makeSender(store, page, said);

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

  async function begin() {
    if (!(await store.get("device"))) await store.put("device", crypto.randomUUID());
    place = (await store.get(`place:${page.taking}`)) || 0;
    await restore();
    form.addEventListener("input", save);
    form.addEventListener("submit", (event) => { event.preventDefault(); enter(); });
    box.focus();
    await figures();
    main.dataset.ready = "yes";
    sending.run();
    await Promise.allSettled([install(), offerCamera()]);
  }

  begin().catch(() => warn(words.cannot));
})();
