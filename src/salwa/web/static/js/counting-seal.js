// Seals what was counted to the register's key: ECDH P-256 with a fresh key for every scan, HKDF-SHA-256, AES-256-GCM.
// The phone cannot open its own seals again. The same on the server: services/stock/sealing.py.
window.salwaCounting = window.salwaCounting || {};

salwaCounting.sealing = (() => {
  const text = new TextEncoder();
  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const bytes = (coded) => Uint8Array.from(atob(coded), (sign) => sign.charCodeAt(0));
  const CURVE = { name: "ECDH", namedCurve: "P-256" };

  async function seal(key, bound, value) {
    const theirs = await crypto.subtle.importKey("raw", bytes(key.point), CURVE, false, []);
    const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const point = await crypto.subtle.exportKey("raw", ours.publicKey);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const lock = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: point, info: text.encode("salwa scan 1") },
      secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
    );
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const head = text.encode(`salwa scan 1|${bound.taking}|${bound.device}|${bound.uid}|${bound.place}|${key.name}`);
    const box = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: head }, lock, text.encode(JSON.stringify(value)),
    );
    return { key: key.name, point: base64(point), nonce: base64(nonce), box: base64(box) };
  }

  // The one text being typed is kept under a key of this browser, once in the database, where the key cannot be taken
  // out, and once in the copy. It is no strong protection of a phone in other hands, so it is one text only, and it
  // goes when the scan is entered or after twelve hours.
  async function draftKey(store) {
    let key = await store.get("draft-key");
    if (!key) {
      key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      await store.put("draft-key", key);
    }
    return key;
  }

  async function hide(key, value) {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, text.encode(JSON.stringify(value)));
    return { nonce, box, at: Date.now() };
  }

  async function show(key, kept) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, key, kept.box);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  const usable = () => Boolean(window.isSecureContext && crypto.subtle && crypto.randomUUID);
  return { seal, draftKey, hide, show, code: base64, decode: bytes, usable };
})();
