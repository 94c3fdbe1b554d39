"""Test vectors of sealed messages and receipts for other implementations: fixed keys, clock and randomness."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from salwa.domain.trust import Standing
from salwa.services.envelopes import EnvelopeRefused, OwnKeys, TrustedKey, open_envelope, open_receipt
from tests.builders.forging import b64, repeatable, signed, wrapped
from tests.builders.jose_attacks import ATTACKS, ISSUED, claims
from tests.services.envelopes.sealed_cases import NOW, PAYLOAD, RECIPIENT, SENDER, THIRD, entry, keys_for_tests

SECRETARIAT = keys_for_tests("UN-ODA")
OLDER = keys_for_tests("KEN", "KEN older")
KEYS = {"SVN": SENDER, "KEN": RECIPIENT, "FRA": THIRD, "UN-ODA": SECRETARIAT, "KEN older": OLDER}
LARGEST = 70_000
KEN = RECIPIENT.public()
DIGEST = "5f" * 32
Vector = dict[str, Any]


def keys_file() -> dict[str, Any]:
    """The keys of the vectors, private halves included."""
    return {
        "warning": "Everybody knows these keys. Never use them for anything but these vectors.",
        "keys": {name: keys.to_private_json() for name, keys in KEYS.items()},
    }


def vectors() -> Iterator[Vector]:
    """All vectors, each with what must come of it: `opened`, or the code of the refusal."""
    for name, make, changed in _right():
        with repeatable(name):
            yield _vector("message", name, make(), changed)
    for attack in ATTACKS:
        with repeatable(attack.name):
            data = attack.envelope()
        if len(data) <= LARGEST:
            yield _vector("message", attack.name, data, dict(attack.opening), attack.code)
    for name, data, code in _receipts():
        yield _vector("receipt", name, data, {"own": [SENDER]}, code)


def judged(vector: Vector) -> str:
    """What this implementation says about a vector as it stands in the file."""
    now = datetime.fromisoformat(vector["now"])
    own = [KEYS[name] for name in vector["own"]]
    trusted = {one["kid"]: _entry(one) for one in vector["trusted"]}
    data = vector["data"].encode("latin-1")
    try:
        if vector["what"] == "receipt":
            return "opened" if open_receipt(data, own=own, trusted=trusted.get, now=now) else ""
        opened = open_envelope(data, own=own, trusted=trusted.get, now=now)
    except EnvelopeRefused as refusal:
        return refusal.code
    return "opened" if b64(opened.payload).decode() == vector["payload"] else "other content"


def _entry(one: dict[str, Any]) -> TrustedKey:
    keys = next(keys for keys in KEYS.values() if keys.signing_kid == one["kid"]).public()
    dates = {name: one.get(name) for name in ("since", "retired", "revoked")}
    return TrustedKey(
        one["state"], keys, Standing(**{name: datetime.fromisoformat(day) for name, day in dates.items() if day})
    )


def _vector(what: str, name: str, data: bytes, changed: dict[str, Any], code: str = "opened") -> Vector:
    own: list[OwnKeys] = changed.get("own", [RECIPIENT])
    trusted = changed.get("trusted")
    entries = [trusted(keys.signing_kid) if trusted else entry(keys) for keys in KEYS.values() if keys is not OLDER]
    return {
        "what": what,
        "name": name,
        "expected": code,
        "now": changed.get("now", NOW).isoformat(),
        "own": [name for one in own for name, keys in KEYS.items() if keys is one],
        "trusted": [_told(one) for one in entries if one],
        "payload": b64(changed.get("payload", PAYLOAD)).decode() if (what, code) == ("message", "opened") else "",
        "data": data.decode("latin-1"),
    }


def _told(one: TrustedKey) -> dict[str, str]:
    standing = one.standing
    dates = {"since": standing.since, "retired": standing.retired, "revoked": standing.revoked}
    return {"state": one.state, "kid": one.keys.signing_kid} | {
        name: day.isoformat() for name, day in dates.items() if day
    }


def _right() -> Iterator[tuple[str, Callable[[], bytes], dict[str, Any]]]:
    def message(
        payload: bytes = PAYLOAD, size: int = 4096, sender: OwnKeys = SENDER, **more: Any
    ) -> Callable[[], bytes]:
        recipient = more.pop("recipient", KEN)
        header = claims(kid=sender.signing_kid, iss=sender.state, **more)
        return lambda: wrapped(signed(header, payload, sender), recipient, size=size)

    def reordered() -> bytes:
        text = json.dumps(dict(reversed(claims().items())), indent=2).encode()
        return wrapped(signed(text, PAYLOAD, SENDER), KEN)

    def standing(**dates: datetime) -> dict[str, Any]:
        return {"trusted": {SENDER.signing_kid: entry(SENDER, Standing(**dates))}.get}

    yield "right: a request", message(), {}
    for kind in ("tracing.answer", "tracing.acknowledgement", "tracing.clarification_asked", "tracing.withdrawal"):
        yield f"right: {kind}", message(kind=kind), {}
    for length, size in ((0, 4096), (1, 4096), (1400, 4096), (8000, 16_384), (36_000, 65_536)):
        payload = bytes(at % 251 for at in range(length))
        yield f"right: {length} bytes", message(payload, size), {"payload": payload}
    yield "right: small in a large envelope", message(size=16_384), {}
    yield "right: no purpose", message(purpose=""), {}
    yield "right: purpose in Arabic", message(purpose="تحقيق جنائي"), {}
    yield "right: longest purpose", message(purpose="é" * 200), {}
    yield "right: first epoch", message(epoch=0), {}
    yield "right: last epoch", message(epoch=2**53 - 1), {}
    yield "right: a year and a day", message(exp=ISSUED + 366 * 86_400), {}
    yield "right: a clock five minutes ahead", message(iat=ISSUED + 300), {}
    yield "right: in its last second", message(iat=ISSUED - 60, exp=ISSUED + 1), {}
    yield "right: header in another order and with blanks", reordered, {}
    yield "right: from a secretariat", message(sender=SECRETARIAT), {}
    yield "right: for an older key", message(recipient=OLDER.public()), {"own": [RECIPIENT, OLDER]}
    yield "right: key retired later", message(), standing(retired=NOW + timedelta(seconds=1))
    yield "right: key retired meanwhile", message(iat=ISSUED - 86_400), standing(retired=NOW - timedelta(hours=1))
    yield "right: key revoked later", message(), standing(revoked=NOW + timedelta(days=1))
    yield "right: key since this second", message(), standing(since=NOW)


def _receipts() -> Iterator[tuple[str, bytes, str]]:
    def receipt(content: dict[str, Any] | bytes | None = None, **changed: Any) -> bytes:
        words = {"digest": DIGEST, "stage": "opened", "code": ""}
        text = content if isinstance(content, bytes) else json.dumps(words | (content or {})).encode()
        header = claims(
            typ="salwa-receipt+jws", kid=RECIPIENT.signing_kid, iss="KEN", aud="SVN", exp=None, kind=None, purpose=None,
            cls=None,
        )  # fmt: skip
        return signed(header | changed, text, RECIPIENT)

    for stage in ("delivered", "opened", "answered"):
        yield f"right: receipt {stage}", receipt({"stage": stage}), "opened"
    yield "right: receipt refused", receipt({"stage": "refused", "code": "envelope_expired"}), "opened"
    yield "receipt for another State", receipt(aud="FRA"), "envelope_audience"
    yield "receipt that is a message", receipt(typ="salwa-msg+jws"), "envelope_type"
    yield "receipt of another State", receipt(iss="FRA"), "envelope_signer_not_issuer"
    yield "receipt from the future", receipt(iat=ISSUED + 301), "envelope_from_future"
    yield "receipt with content", receipt({"serial": "A123"}), "envelope_member_unknown"
    yield "receipt of an unknown stage", receipt({"stage": "read"}), "receipt_form"
    yield "receipt without digest", receipt({"digest": ""}), "receipt_form"
    yield "receipt that is no JSON", receipt(b"opened"), "receipt_form"
    yield "receipt that names the stage twice", receipt(b'{"stage":"opened","stage":"opened"}'), "envelope_member_twice"
