"""Keys of sealed messages: Ed25519 to sign, X25519 to agree on a secret; each named by its thumbprint (RFC 7638, 8037).

Objects of this module hold keys that are read already: make one from its text once and use it many times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Self

from joserfc.jwk import OKPKey

from salwa.domain.trust import Standing
from salwa.domain.trust.strict import thumbprint
from salwa.services.envelopes.refused import EnvelopeRefused, refused
from salwa.services.envelopes.strict import decoded, encoded, matching, plain_object

STATE = r"[A-Z][A-Z0-9-]{1,15}"
Curve = Literal["Ed25519", "X25519"]
SIGNING: Curve = "Ed25519"
AGREEMENT: Curve = "X25519"
_is_state = matching(STATE)
_P = 2**255 - 19
# Points whose secret everybody knows (RFC 7748, 6.1; small orders of the curve and of its twist).
_WEAK_X25519 = frozenset({
    0, 1, _P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
})  # fmt: skip
# Small orders of Ed25519: under such a key signatures can be made by everybody.
_WEAK_ED25519 = frozenset({
    0, 1, _P - 1,
    2707385501144840649318225287225658788936804267575313519463743609750303021862,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What a State gives to others. `state`: ISO 3166 alpha-3, or the name of a secretariat in capital letters."""

    state: str
    signing: OKPKey
    agreement: OKPKey
    signing_kid: str
    agreement_kid: str

    def to_json(self) -> dict[str, Any]:
        """The keys as plain values (RFC 7517)."""
        return {
            "state": self.state,
            "signing": _written(SIGNING, self.signing.public_key.public_bytes_raw(), self.signing_kid),
            "agreement": _written(AGREEMENT, self.agreement.public_key.public_bytes_raw(), self.agreement_kid),
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The other way round. Raises `EnvelopeRefused` (`envelope_key_form`, `envelope_weak_point`)."""
        members = _members(value, {"state", "signing", "agreement"})
        if not _is_state(members["state"]):
            raise refused("envelope_key_form")
        signing, signing_kid = _read(members["signing"], SIGNING)
        agreement, agreement_kid = _read(members["agreement"], AGREEMENT)
        return cls(members["state"], signing, agreement, signing_kid, agreement_kid)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The keys of this installation, private halves included. Never shown, never logged, never sent."""

    state: str
    signing: OKPKey
    agreement: OKPKey
    signing_kid: str
    agreement_kid: str

    def __repr__(self) -> str:
        return f"OwnKeys({self.state}, {self.signing_kid}, {self.agreement_kid})"

    def public(self) -> PublicKeys:
        """What may be given to others."""
        return PublicKeys.from_json({
            "state": self.state,
            "signing": _written(SIGNING, self.signing.public_key.public_bytes_raw(), self.signing_kid),
            "agreement": _written(AGREEMENT, self.agreement.public_key.public_bytes_raw(), self.agreement_kid),
        })  # fmt: skip

    def to_private_json(self) -> dict[str, Any]:
        """The keys as plain values, private halves included. For a file that only its owner can read."""
        written = self.public().to_json()
        written["signing"]["d"] = _secret(self.signing)
        written["agreement"]["d"] = _secret(self.agreement)
        return written

    @classmethod
    def from_private_json(cls, value: object) -> Self:
        """The other way round. Raises `EnvelopeRefused` (`envelope_key_form`) also when the halves do not fit."""
        members = _members(value, {"state", "signing", "agreement"})
        if not _is_state(members["state"]):
            raise refused("envelope_key_form")
        signing, signing_kid = _read_private(members["signing"], SIGNING)
        agreement, agreement_kid = _read_private(members["agreement"], AGREEMENT)
        return cls(members["state"], signing, agreement, signing_kid, agreement_kid)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """Keys of a State as the trust list (or a pin) has them, with the dates from which they count or no longer do."""

    state: str
    keys: PublicKeys
    standing: Standing = Standing()


def make_keys(state: str) -> OwnKeys:
    """New keys for `state`, from the random source of the operating system. Raises `EnvelopeRefused` for no State."""
    if not _is_state(state):
        raise refused("envelope_key_form")
    signing, agreement = OKPKey.generate_key(SIGNING), OKPKey.generate_key(AGREEMENT)
    names = (
        thumbprint(SIGNING, signing.public_key.public_bytes_raw()),
        thumbprint(AGREEMENT, agreement.public_key.public_bytes_raw()),
    )
    return OwnKeys(state, signing, agreement, *names)


def check_point(curve: Curve, public: bytes) -> None:
    """Raise `EnvelopeRefused` (`envelope_weak_point`) for points that give no secret or are spelt in a second way."""
    number = int.from_bytes(public, "little")
    if curve == SIGNING:
        number &= 2**255 - 1  # the highest bit is the sign of the other coordinate
    weak = _WEAK_ED25519 if curve == SIGNING else _WEAK_X25519
    if len(public) != 32 or number >= _P or number in weak:
        raise refused("envelope_weak_point")


def _secret(key: OKPKey) -> str:
    if key.private_key is None:
        raise refused("envelope_key_form")
    return encoded(key.private_key.private_bytes_raw())


def _written(curve: Curve, public: bytes, kid: str) -> dict[str, str]:
    return {"kty": "OKP", "crv": curve, "x": encoded(public), "kid": kid}


def _members(value: object, names: set[str]) -> dict[str, Any]:
    if isinstance(value, str | bytes):
        value = plain_object(value.encode() if isinstance(value, str) else value, code="envelope_key_form")
    if not isinstance(value, Mapping) or set(value) != names:
        raise refused("envelope_key_form")
    return dict(value)


def _read(value: object, curve: Curve) -> tuple[OKPKey, str]:
    members = _members(value, {"kty", "crv", "x", "kid"})
    if members["kty"] != "OKP" or members["crv"] != curve:
        raise refused("envelope_key_form")
    public = _raw(members["x"])
    check_point(curve, public)
    if members["kid"] != thumbprint(curve, public):
        raise refused("envelope_key_form")
    return _public_key(curve, public), members["kid"]


def _read_private(value: object, curve: Curve) -> tuple[OKPKey, str]:
    members = _members(value, {"kty", "crv", "x", "kid", "d"})
    secret = _raw(members.pop("d"))
    _, kid = _read(members, curve)
    key = OKPKey.import_key(OKPKey.binding.from_private_bytes(curve, secret))
    if encoded(key.public_key.public_bytes_raw()) != members["x"]:
        raise refused("envelope_key_form")
    return key, kid


def _raw(text: object) -> bytes:
    if not isinstance(text, str) or not text.isascii():
        raise refused("envelope_key_form")
    data = decoded(text.encode("ascii"), code="envelope_key_form")
    if len(data) != 32:
        raise refused("envelope_key_form")
    return data


@lru_cache(maxsize=4096)
def _public_key(curve: Curve, public: bytes) -> OKPKey:
    """Read once: a trust list is read again with each version, its keys stay the same."""
    try:
        return OKPKey.import_key(OKPKey.binding.from_public_bytes(curve, public))
    except ValueError:
        raise refused("envelope_key_form") from None


__all__ = [
    "AGREEMENT", "SIGNING", "STATE", "EnvelopeRefused", "OwnKeys", "PublicKeys", "TrustedKey", "check_point",
    "make_keys", "thumbprint",
]  # fmt: skip
