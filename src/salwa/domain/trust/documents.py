"""What a version of the trust list says: signers, validity, its own history, and every key with its history."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from salwa.domain.trust import strict
from salwa.domain.trust.refused import TrustListRefused, refused
from salwa.domain.trust.standing import KeyStatus, Standing

FORMAT = "salwa-trust-list"
FORMAT_VERSION = 1
LONGEST = timedelta(days=184)
LAST_VERSION = 2**31 - 1
_STATE = re.compile(r"[A-Z][A-Z0-9-]{1,15}")
_KID = re.compile(r"[A-Za-z0-9_-]{43}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_MEMBERS = {
    "format", "ver", "list", "era", "version", "issued", "expires", "earlier", "pivot", "threshold", "signers", "keys",
}  # fmt: skip
_ORDER = (KeyStatus.ACTIVE, KeyStatus.RETIRED, KeyStatus.REVOKED)


@dataclass(frozen=True, slots=True)
class Signer:
    """One who may sign the list: name of the key (RFC 7638) and its 32 bytes (Ed25519)."""

    kid: str
    public: bytes


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The pair of keys of a State, as plain values (RFC 7517), with every status it ever had, oldest first."""

    state: str
    signing: Mapping[str, str]
    agreement: Mapping[str, str]
    history: tuple[tuple[KeyStatus, datetime], ...]

    @property
    def kid(self) -> str:
        """The name of the signing key; the entry is found by it."""
        return self.signing["kid"]

    @property
    def standing(self) -> Standing:
        """Its dates."""
        dates = dict(self.history)
        return Standing(dates[KeyStatus.ACTIVE], dates.get(KeyStatus.RETIRED), dates.get(KeyStatus.REVOKED))


@dataclass(frozen=True, slots=True)
class ListDocument:
    """One version of the list.

    `list`: its name, `era`: grows when trust begins anew from paper, `version`: grows by one. `earlier`: the digests
    (SHA-256, hexadecimal) of all earlier versions of the era, oldest first. `pivot`: the version in which the signers
    last changed; equal to `version` when they change in this one. Of `signers` at least `threshold` sign.
    """

    list: str
    era: int
    version: int
    issued: datetime
    expires: datetime
    earlier: tuple[str, ...]
    pivot: int
    threshold: int
    signers: tuple[Signer, ...]
    keys: tuple[KeyEntry, ...]

    def same_signers(self, other: ListDocument) -> bool:
        """Whether the same ones sign, as many of them."""
        return self.threshold == other.threshold and set(self.signers) == set(other.signers)


def digest_of(document: bytes) -> str:
    """The SHA-256 of a version's exact bytes, in hexadecimal."""
    return hashlib.sha256(document).hexdigest()


def document_to_json(one: ListDocument) -> bytes:
    """The bytes that are signed."""
    value = {
        "format": FORMAT, "ver": FORMAT_VERSION, "list": one.list, "era": one.era, "version": one.version,
        "issued": moment_text(one.issued), "expires": moment_text(one.expires), "earlier": list(one.earlier),
        "pivot": one.pivot, "threshold": one.threshold,
        "signers": [{"kid": signer.kid, "x": strict.encoded(signer.public)} for signer in one.signers],
        "keys": [entry_to_json(entry) for entry in one.keys],
    }  # fmt: skip
    return json.dumps(value, indent=1, ensure_ascii=True).encode("ascii")


def entry_to_json(one: KeyEntry) -> dict[str, Any]:
    """A key with its history, as plain values."""
    history = [{"status": str(status), "since": moment_text(day)} for status, day in one.history]
    return {"state": one.state, "signing": dict(one.signing), "agreement": dict(one.agreement), "history": history}


def document_from_json(text: bytes) -> ListDocument:
    """The document that these bytes are. Raises `TrustListRefused` when it is not one, whoever signed it."""
    value = _object(text)
    _need(value.get("format") == FORMAT and set(value) == _MEMBERS)
    _need(_whole(value["ver"], 1) == FORMAT_VERSION, "trust_version")
    version = _whole(value["version"], 1)
    one = ListDocument(
        list=_text(value["list"], _STATE),
        era=_whole(value["era"], 1),
        version=version,
        issued=moment_of(value["issued"]),
        expires=moment_of(value["expires"]),
        earlier=tuple(_text(digest, _DIGEST) for digest in _items(value["earlier"])),
        pivot=_whole(value["pivot"], 1),
        threshold=_whole(value["threshold"], 1),
        signers=tuple(map(_signer, _items(value["signers"]))),
        keys=tuple(map(entry_from_json, _items(value["keys"]))),
    )
    _check(one)
    return one


def entry_from_json(value: Any) -> KeyEntry:
    """The other way round. Raises `TrustListRefused`."""
    _need(isinstance(value, dict) and set(value) == {"state", "signing", "agreement", "history"})
    return KeyEntry(
        _text(value["state"], _STATE),
        _key(value["signing"], "Ed25519"),
        _key(value["agreement"], "X25519"),
        _history(value["history"]),
    )


def moment_text(moment: datetime) -> str:
    """A moment in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: object) -> datetime:
    """The other way round. Raises `TrustListRefused` (`trust_form`)."""
    try:
        return datetime.strptime(_text(text, _MOMENT), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise refused("trust_form") from None


def _check(one: ListDocument) -> None:
    kids = {signer.kid for signer in one.signers}
    _need(len(kids) == len(one.signers) >= one.threshold, "trust_signers")
    _need(len(one.earlier) == one.version - 1 and one.pivot <= one.version, "trust_chain")
    _need(timedelta() < one.expires - one.issued <= LONGEST, "trust_lifetime")
    names = [name for entry in one.keys for name in (entry.kid, entry.agreement["kid"])]
    _need(len(set(names)) == len(names), "trust_key_twice")


def _signer(value: Any) -> Signer:
    _need(isinstance(value, dict) and set(value) == {"kid", "x"})
    public = _key_bytes(value["x"])
    _need(value["kid"] == strict.thumbprint("Ed25519", public), "trust_key_form")
    return Signer(value["kid"], public)


def _history(value: Any) -> tuple[tuple[KeyStatus, datetime], ...]:
    """Active, then perhaps retired, then perhaps revoked, never back. A revocation may reach into the past."""
    steps: list[tuple[KeyStatus, datetime]] = []
    for one in _items(value):
        _need(isinstance(one, dict) and set(one) == {"status", "since"})
        _need(one["status"] in list(_ORDER), "trust_history")
        steps.append((KeyStatus(one["status"]), moment_of(one["since"])))
    places = [_ORDER.index(status) for status, _ in steps]
    _need(bool(places) and places[0] == 0 and places == sorted(set(places)), "trust_history")
    _need(all(day >= steps[0][1] for _, day in steps), "trust_history")
    return tuple(steps)


def _key(value: Any, curve: str) -> dict[str, str]:
    _need(isinstance(value, dict) and set(value) == {"kty", "crv", "x", "kid"}, "trust_key_form")
    _need((value["kty"], value["crv"]) == ("OKP", curve), "trust_key_form")
    _need(value["kid"] == strict.thumbprint(curve, _key_bytes(value["x"])), "trust_key_form")
    return dict(value)


def _key_bytes(text: object) -> bytes:
    try:
        data = strict.decoded(_text(text, _KID, "trust_key_form").encode("ascii"))
    except strict.Misspelt:
        raise refused("trust_key_form") from None
    _need(len(data) == 32, "trust_key_form")
    return data


def _object(text: bytes) -> dict[str, Any]:
    try:
        return strict.plain_object(text, deepest=6)
    except strict.Misspelt as fault:
        raise refused("trust_member_twice" if fault.twice else "trust_form") from None


def _need(holds: bool, code: str = "trust_form") -> None:
    if not holds:
        raise refused(code)


def _items(value: Any) -> list[Any]:
    _need(isinstance(value, list))
    items: list[Any] = value
    return items


def _text(value: object, pattern: re.Pattern[str], code: str = "trust_form") -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise refused(code)
    return value


def _whole(value: Any, lowest: int) -> int:
    _need(type(value) is int and lowest <= value <= LAST_VERSION)
    number: int = value
    return number


Verify = Callable[[bytes, bytes, bytes], bool]
Usable = Callable[[KeyEntry], bool]

__all__ = [
    "FORMAT", "FORMAT_VERSION", "LONGEST", "KeyEntry", "ListDocument", "Signer", "TrustListRefused", "Usable", "Verify",
    "digest_of", "document_from_json", "document_to_json", "entry_from_json",
    "entry_to_json", "moment_of", "moment_text",
]  # fmt: skip
