# ruff: noqa: E501 - one case a line
"""The catalogue of attacks on sealed messages: name, what is sent, the code it must be refused with, and a defect.

Under its defect (a check left out on purpose) the attack is no longer refused with that code: so each case can fail.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from joserfc.jwe import JWERegistry

from salwa.domain.trust import Standing, strict
from salwa.services.envelopes import EnvelopeRefused, PublicKeys, keys, opening, profile
from tests.builders.forging import b64, outer, passing_key, signed, wrapped, written
from tests.services.envelopes.sealed_cases import (
    MESSAGE_ID,
    NOW,
    PAYLOAD,
    RECIPIENT,
    SENDER,
    THIRD,
    TRUSTED,
    entry,
    keys_for_tests,
    opened,
    trusting,
)

ISSUED = int(NOW.timestamp())
KEN, FRA = RECIPIENT.public(), THIRD.public()
STRANGER = keys_for_tests("SVN", "stranger")  # says it is SVN; nobody has its key
ORDER = 2**252 + 27742317777372353535851937790883648493
Defect = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Attack:
    """One case. `opening`: what is different where it is opened. `envelope` makes it, so that no two are the same."""

    name: str
    code: str
    envelope: Callable[[], bytes]
    defect: Defect
    opening: tuple[tuple[str, Any], ...] = ()

    def outcome(self) -> str:
        """The code of the refusal; `accepted` when it was opened."""
        try:
            opened(self.envelope(), **dict(self.opening))
        except EnvelopeRefused as refusal:
            return refusal.code
        return "accepted"


def claims(**changed: Any) -> dict[str, Any]:
    """The signed header of SVN's message to KEN; a member changed to None is left out."""
    header = {
        "alg": "Ed25519", "typ": "salwa-msg+jws", "kid": SENDER.signing_kid, "ver": 1, "iss": "SVN", "aud": "KEN",
        "jti": MESSAGE_ID, "iat": ISSUED, "exp": ISSUED + 86_400, "epoch": 3, "kind": "tracing.request",
        "purpose": "criminal_investigation", "cls": "restricted",
    } | changed  # fmt: skip
    return {name: value for name, value in header.items() if value is not None}


def sealed(payload: bytes = PAYLOAD) -> bytes:
    """The right message from SVN to KEN, made by hand."""
    return wrapped(signed(claims(), payload, SENDER), KEN)


def message(**changed: Any) -> Callable[[], bytes]:
    """An envelope whose signed header differs."""
    return lambda: wrapped(signed(claims(**changed), PAYLOAD, SENDER), KEN)


def envelope(**changed: Any) -> Callable[[], bytes]:
    """An envelope whose outer header differs."""

    def make() -> bytes:
        passing = passing_key()
        inside = signed(claims(), PAYLOAD, SENDER)
        return wrapped(inside, KEN, header=outer(passing, KEN, **changed), passing=passing)

    return make


def spelt(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """An envelope whose outer header is spelt otherwise."""

    def make() -> bytes:
        passing = passing_key()
        header = change(written(outer(passing, KEN)))
        return wrapped(signed(claims(), PAYLOAD, SENDER), KEN, header=header, passing=passing)

    return make


def inside(change: Callable[[bytes], bytes], **more: Any) -> Callable[[], bytes]:
    """An envelope around a signed message that was changed."""
    return lambda: wrapped(change(signed(claims(), PAYLOAD, SENDER)), KEN, **more)


def part(at: int, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A right envelope with one of its five parts changed."""

    def make() -> bytes:
        parts = sealed().split(b".")
        parts[at] = change(parts[at])
        return b".".join(parts)

    return make


def inner_part(at: int, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A right signed message with one of its three parts changed, sealed again."""

    def make(text: bytes) -> bytes:
        parts = text.split(b".")
        parts[at] = change(parts[at])
        return b".".join(parts)

    return inside(make)


def with_signature(make: Callable[[bytes], bytes], **changed: Any) -> Callable[[], bytes]:
    """A message whose signature is made from the text to be signed by `make`."""

    def forged() -> bytes:
        text = b64(written(claims(**changed))) + b"." + b64(PAYLOAD)
        return wrapped(text + b"." + b64(make(text)), KEN)

    return forged


def point(number: int) -> dict[str, str]:
    """A passing key that nobody made: the point with this coordinate."""
    return {"kty": "OKP", "crv": "X25519", "x": b64(number.to_bytes(32, "little")).decode()}


def loose_bits(text: bytes) -> bytes:
    """The same bytes spelt in a second way: the bits behind the last byte are set."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1 :][:1]


# Defects: what a careless version of the code would not do.


def untested(which: dict[str, Any], *names: str) -> Defect:
    """The values of these members are not looked at."""
    return lambda: patch.dict(which, {name: (lambda _given: True, "x") for name in names})


def without(module: Any, name: str, result: Any = None) -> Defect:
    """A check is not made."""
    return lambda: patch.object(module, name, lambda *_words, **_more: result)


def _lenient(header: Any, wanted: Any) -> None:
    for name, (test, code) in wanted.items():
        if name in header and not test(header[name]):
            raise opening.refused(code)


@contextlib.contextmanager
def lenient() -> Iterator[None]:
    """Unknown and forbidden members are overlooked, missing ones too, as most libraries do; zip is understood."""

    class Zipping(JWERegistry):
        max_ciphertext_length = profile.LARGEST

    understood = Zipping(algorithms=[profile.WRAP_ALG, profile.CONTENT_ENC, "DEF"], strict_check_header=False)
    overlooking = type(profile.SIGNATURES)(algorithms=[profile.SIGN_ALG], strict_check_header=False)
    with contextlib.ExitStack() as stack:
        for module in (opening, profile):
            stack.enter_context(patch.object(module, "check_members", _lenient))
        stack.enter_context(patch.object(opening, "ENVELOPES", understood))
        stack.enter_context(patch.object(opening, "SIGNATURES", overlooking))
        yield


def doubles() -> AbstractContextManager[Any]:
    """Of a member that stands twice the last one counts, as in most libraries."""
    return patch.object(strict, "_without_doubles", dict)


def any_base64() -> AbstractContextManager[Any]:
    """Filling, white space, other signs and loose bits are overlooked, as Python does."""

    def careless(text: bytes, *, code: str = "") -> bytes:
        known = text.translate(bytes.maketrans(b"-_", b"+/"), b"= \n\xff")
        return base64.b64decode(known[: len(known) // 4 * 4] if len(known) % 4 == 1 else known + b"===")

    return patch.object(opening, "decoded", careless)


def cut_off() -> AbstractContextManager[Any]:
    """What stands behind the message is not looked at."""
    return patch.object(opening, "_without_padding", lambda text: text.partition(b" ")[0])


def sizes_open() -> AbstractContextManager[Any]:
    """Any size will do."""
    return patch.multiple(opening, SIZES=range(2**26), LARGEST=2**26)


def unsigned() -> AbstractContextManager[Any]:
    """The signature is not checked."""
    return patch.object(opening.jws, "deserialize_compact", lambda *_words, **_more: None)


def any_json() -> AbstractContextManager[Any]:
    """JSON as Python reads it: any encoding, any number, any depth."""

    def careless(text: bytes, *, code: str = "") -> Any:
        value = json.loads(text)
        return value if isinstance(value, dict) else {}

    return patch.object(opening, "plain_object", careless)


def untagged() -> AbstractContextManager[Any]:
    """What does not open is taken as if it had."""

    def whatever(_sealed: bytes, own: Any) -> Any:
        return own[0], signed(claims(), PAYLOAD, SENDER)

    return patch.object(opening, "_decrypted", whatever)


def first_key() -> AbstractContextManager[Any]:
    """The key is taken without looking whether it has that name."""
    find = opening._signer

    def careless(header: Any, _trusted: Any, received: Any) -> Any:
        return find(header | {"kid": SENDER.signing_kid}, TRUSTED, received)

    return patch.object(opening, "_signer", careless)


M, E, P = profile.MESSAGE_MEMBERS, profile.ENVELOPE_MEMBERS, profile._POINT_MEMBERS
WEAK = sorted(keys._WEAK_X25519)
JWK = SENDER.public().to_json()["signing"]
NO_POINTS = without(profile, "check_point")


def passed_on() -> bytes:
    """What SVN wrote to KEN, encrypted anew by KEN for FRA."""
    return wrapped(opened(sealed()).jws.encode(), FRA)


def malleated(text: bytes) -> bytes:
    """The second signature that a careless check takes: S + L instead of S (RFC 8032, 5.1.7)."""
    right = SENDER.signing.private_key.sign(text)
    return right[:32] + (int.from_bytes(right[32:], "little") + ORDER).to_bytes(32, "little")


def hmac_with_public_key(text: bytes) -> bytes:
    """Key confusion: the public key taken for a shared secret."""
    return hmac.new(base64.urlsafe_b64decode(JWK["x"] + "="), text, hashlib.sha256).digest()


def compressed() -> bytes:
    """A kibibyte that unpacks to much more, marked as compressed."""
    passing = passing_key()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(signed(claims(), b"x" * 900_000, SENDER)) + packer.flush()
    return wrapped(packed, KEN, header=outer(passing, KEN, zip="DEF"), passing=passing)


def shifted() -> bytes:
    """A part of the wrapped key stands with the content: all sizes add up."""
    parts = sealed().split(b".")
    return b".".join([parts[0], parts[1][:-2], parts[2], parts[3] + parts[1][-2:], parts[4]])


def mixed() -> bytes:
    """The content of one message with the key of another."""
    one, other = sealed().split(b"."), sealed(b"other").split(b".")
    return b".".join([*one[:2], *other[2:]])


ATTACKS: tuple[Attack, ...] = (
    # Size and form
    Attack("larger than two mebibytes", "envelope_too_large", lambda: b"A" * (2**21 + 1), sizes_open),
    Attack("endless", "envelope_too_large", lambda: b"." * 2**25, sizes_open),
    Attack("of no allowed size", "envelope_size", lambda: sealed()[:-1], sizes_open),
    Attack("empty", "envelope_size", lambda: b"", sizes_open),
    Attack("JSON serialisation", "envelope_form", lambda: b'{"protected":"","recipients":[]}'.ljust(4096), untagged),
    Attack("four parts", "envelope_form", lambda: sealed().replace(b".", b"A", 1), untagged),
    Attack("six parts", "envelope_form", lambda: b"A." + sealed()[2:], untagged),
    Attack("signed but not encrypted", "envelope_form", lambda: signed(claims(), PAYLOAD, SENDER).ljust(4096), untagged),
    Attack("short wrapped key", "envelope_form", shifted, untagged),
    Attack("short tag", "envelope_form", lambda: wrapped(b"", KEN)[:-6] + b"......", untagged),
    # Spelling
    Attack("filled base64", "envelope_base64", part(3, lambda text: text[:-1] + b"="), any_base64),
    Attack("new line in base64", "envelope_base64", part(3, lambda text: b"\n" + text[1:]), any_base64),
    Attack("blank in base64", "envelope_base64", part(2, lambda text: b" " + text[1:]), any_base64),
    Attack("the other base64 alphabet", "envelope_base64", part(3, lambda text: b"+/" + text[2:]), any_base64),
    Attack("loose bits in the tag", "envelope_base64", part(4, loose_bits), any_base64),
    Attack("signs that are not ASCII", "envelope_base64", part(3, lambda text: b"\xff" + text[1:]), any_base64),
    Attack("loose bits in the signature", "envelope_base64", inner_part(2, loose_bits), any_base64),
    Attack("filled base64 in the signature", "envelope_base64", inner_part(2, lambda text: text + b"=="), any_base64),
    Attack("outer header is no JSON", "envelope_header_json", spelt(lambda text: text[:-1]), any_json),
    Attack("outer header is a list", "envelope_header_json", spelt(lambda text: b"[" + text + b"]"), any_json),
    Attack("outer header in UTF-16", "envelope_header_json", spelt(lambda text: text.decode().encode("utf-16")), any_json),
    Attack("outer header of a thousand depths", "envelope_header_json", spelt(lambda _text: b"[" * 700), any_json),
    Attack(
        "signed header with a fraction", "envelope_header_json", message(iat=ISSUED + 0.5), any_json
    ),
    Attack("signed header with NaN", "envelope_header_json", message(exp=float("nan")), any_json),
    Attack("algorithm named twice", "envelope_member_twice", spelt(lambda text: b'{"alg":"dir",' + text[1:]), doubles),
    Attack(
        "point named twice", "envelope_member_twice",
        spelt(lambda text: text.replace(b'"epk":{', b'"epk":{"x":"AA",')), doubles,
    ),
    Attack(
        "addressee named twice", "envelope_member_twice",
        lambda: wrapped(signed(b'{"aud":"FRA",' + written(claims())[1:], PAYLOAD, SENDER), KEN), doubles,
    ),
    Attack(
        "addressee named twice, once escaped", "envelope_member_twice",
        lambda: wrapped(signed(b'{"\\u0061ud":"FRA",' + written(claims())[1:], PAYLOAD, SENDER), KEN), doubles,
    ),
    # Outer header
    Attack("content key agreed on directly", "envelope_algorithm", envelope(alg="ECDH-ES"), untested(E, "alg")),
    Attack("content key shared", "envelope_algorithm", envelope(alg="dir"), untested(E, "alg")),
    Attack("content key under RSA 1.5", "envelope_algorithm", envelope(alg="RSA1_5"), untested(E, "alg")),
    Attack("content under CBC", "envelope_algorithm", envelope(enc="A128CBC-HS256"), untested(E, "enc")),
    Attack("content under a short key", "envelope_algorithm", envelope(enc="A128GCM"), untested(E, "enc")),
    Attack("algorithm is a list", "envelope_algorithm", envelope(alg=["ECDH-ES+A256KW"]), untested(E, "alg")),
    Attack(
        "password with a million rounds", "envelope_password",
        envelope(alg="PBES2-HS512+A256KW", p2c=1_000_000, p2s="AAAA"), lenient,
    ),
    Attack("compressed", "envelope_compressed", compressed, lenient),
    Attack("critical extension outside", "envelope_critical", envelope(crit=["exp"], exp=1), lenient),
    Attack("key by address outside", "envelope_key_in_header", envelope(jku="https://example.org/k"), lenient),
    Attack("key inside the outer header", "envelope_key_in_header", envelope(jwk=JWK), lenient),
    Attack("party information outside", "envelope_member_unknown", envelope(apv="S0VO"), lenient),
    Attack("no passing key", "envelope_member_missing", envelope(epk=None), without(opening, "check_envelope_header")),
    Attack("passing key with its private half", "envelope_member_unknown", envelope(epk=point(9) | {"d": "AAAA"}), lenient),
    Attack("passing key of another curve", "envelope_algorithm", envelope(epk=point(9) | {"crv": "P-256"}), untested(P, "crv")),
    Attack("passing key that is a text", "envelope_member_value", envelope(epk="X25519"), untested(E, "epk")),
    Attack("passing key too short", "envelope_member_value", envelope(epk=point(9) | {"x": "AAAA"}), untested(P, "x")),
    *(
        Attack(f"low-order point {at}", "envelope_weak_point", envelope(epk=point(number)), NO_POINTS)
        for at, number in enumerate(WEAK, start=1)
    ),
    Attack("zero spelt as the prime", "envelope_weak_point", envelope(epk=point(2**255 - 19)), NO_POINTS),
    Attack("one spelt beyond the prime", "envelope_weak_point", envelope(epk=point(2**255 - 18)), NO_POINTS),
    Attack("point with its highest bit set", "envelope_weak_point", envelope(epk=point(9 + 2**255)), NO_POINTS),
    Attack("sealed as something else", "envelope_type", envelope(typ="JWT"), untested(E, "typ")),
    Attack("content of another type", "envelope_type", envelope(cty="salwa-receipt+jws"), untested(E, "cty")),
    Attack("recipient key by path", "envelope_member_value", envelope(kid="../../keys/audit.json"), untested(E, "kid")),
    Attack("recipient key not ours", "envelope_not_for_us", envelope(kid=FRA.agreement_kid), untagged),
    # Encryption
    Attack("encrypted for another under our name", "envelope_not_opened", lambda: wrapped(b"", PublicKeys("KEN", FRA.signing, FRA.agreement, KEN.signing_kid, KEN.agreement_kid)), untagged),
    Attack("content of another message", "envelope_not_opened", mixed, untagged),
    Attack("changed tag", "envelope_not_opened", part(4, lambda text: text[1:2] + text[:1] + text[2:] if text[0] != text[1] else b"AB" + text[2:]), untagged),
    Attack("header written anew", "envelope_not_opened", part(0, lambda text: b64(json.dumps(dict(reversed(json.loads(base64.urlsafe_b64decode(text + b"==")).items())), separators=(",", ":")).encode())), untagged),
    Attack("filled up with letters", "envelope_padding", inside(lambda text: text + b" x"), cut_off),
    Attack("filled up with a second message", "envelope_padding", inside(lambda text: text + b" " + text[:400]), cut_off),
    Attack("an envelope in an envelope", "envelope_inner_form", lambda: wrapped(sealed(), KEN, size=16384), untagged),
    Attack("nothing in the envelope", "envelope_inner_form", lambda: wrapped(b"", KEN), untagged),
    # Signature
    Attack("signed with nothing", "envelope_algorithm", with_signature(lambda _text: b"", alg="none"), untested(M, "alg")),
    Attack("signed with nothing, in capitals", "envelope_algorithm", with_signature(lambda _text: b"", alg="NONE"), untested(M, "alg")),
    Attack("public key taken for a shared secret", "envelope_algorithm", with_signature(hmac_with_public_key, alg="HS256"), untested(M, "alg")),
    Attack("signature of zeros under ES256", "envelope_algorithm", with_signature(lambda _text: bytes(64), alg="ES256"), untested(M, "alg")),
    Attack("the older name of the algorithm", "envelope_algorithm", message(alg="EdDSA"), untested(M, "alg")),
    Attack("signature of zeros", "envelope_signature", with_signature(lambda _text: bytes(64)), unsigned),
    Attack("no signature", "envelope_signature", with_signature(lambda _text: b""), lambda: patch.object(opening, "checked_signature", lambda *_w, **_m: (claims(), PAYLOAD))),
    Attack("second signature from the first", "envelope_signature", with_signature(malleated), unsigned),
    Attack("signature of another text", "envelope_signature", with_signature(lambda text: SENDER.signing.private_key.sign(text + b"A")), unsigned),
    Attack("other content under the signature", "envelope_signature", inner_part(1, lambda text: b64(b"other")), unsigned),
    Attack("other header under the signature", "envelope_signature", inner_part(0, lambda text: b64(written(claims(purpose="other")))), unsigned),
    Attack("signed by a stranger under a known name", "envelope_signature", lambda: wrapped(signed(claims(), PAYLOAD, STRANGER), KEN), unsigned),
    # Signed header
    Attack("brings its own key", "envelope_key_in_header", message(jwk=JWK), lenient),
    Attack("names the address of a key", "envelope_key_in_header", message(jku="https://example.org/k"), lenient),
    Attack("names the address of a certificate", "envelope_key_in_header", message(x5u="https://example.org/c"), lenient),
    Attack("brings a certificate", "envelope_key_in_header", message(x5c=["AAAA"]), lenient),
    Attack("content not encoded", "envelope_unencoded", message(b64=False), lenient),
    Attack("critical extension inside", "envelope_critical", message(crit=["b64"]), lenient),
    Attack("empty critical list", "envelope_critical", message(crit=[]), lenient),
    Attack("compressed inside", "envelope_compressed", message(zip="DEF"), lenient),
    Attack("unknown member", "envelope_member_unknown", message(nbf=ISSUED), lenient),
    Attack("signer key by path", "envelope_member_value", message(kid="../../../dev/null"), untested(M, "kid")),
    Attack("signer key by SQL", "envelope_member_value", message(kid="x' UNION SELECT 'key' --"), untested(M, "kid")),
    Attack("signer key without name", "envelope_member_missing", message(kid=None), lambda: patch.multiple(opening, check_members=_lenient, _signer=lambda *_words: entry(SENDER))),
    Attack("signer not in the list", "envelope_signer_unknown", lambda: wrapped(signed(claims(kid=STRANGER.signing_kid), PAYLOAD, STRANGER), KEN), first_key),
    Attack("wrong signer inside", "envelope_signer_not_issuer", lambda: wrapped(signed(claims(kid=THIRD.signing_kid), PAYLOAD, THIRD), KEN), without(opening, "_check_issuer")),
    Attack("signer key revoked", "envelope_signer_revoked", sealed, without(opening, "_check_standing"), (("trusted", trusting(entry(SENDER, Standing(revoked=NOW)))),)),
    Attack("signer key revoked, date put back", "envelope_signer_revoked", message(iat=ISSUED - 86_400), without(opening, "_check_standing"), (("trusted", trusting(entry(SENDER, Standing(revoked=NOW)))),)),
    Attack("signer key retired", "envelope_signer_retired", sealed, without(opening, "_check_standing"), (("trusted", trusting(entry(SENDER, Standing(retired=NOW)))),)),
    Attack("signer key before its time", "envelope_signer_early", sealed, without(opening, "_check_standing"), (("trusted", trusting(entry(SENDER, Standing(since=NOW + timedelta(days=1))))),)),
    Attack("signed as a receipt", "envelope_type", message(typ="salwa-receipt+jws"), untested(M, "typ")),
    Attack("signed as something else", "envelope_type", message(typ="JWT"), untested(M, "typ")),
    Attack("of another version", "envelope_version", message(ver=2), untested(M, "ver")),
    Attack("version that only equals", "envelope_version", message(ver=True), untested(M, "ver")),
    Attack("passed on to another State", "envelope_audience", passed_on, without(opening, "_check_audience"), (("own", [THIRD]),)),
    Attack("addressed to another State", "envelope_audience", message(aud="FRA"), without(opening, "_check_audience")),
    Attack("addressed to several", "envelope_member_value", message(aud=["KEN", "FRA"]), untested(M, "aud")),
    Attack("no addressee", "envelope_member_missing", message(aud=None), lambda: patch.multiple(opening, check_members=_lenient, _check_audience=lambda *_words: None, _opened=lambda *_words: None)),
    Attack("expired", "envelope_expired", message(iat=ISSUED - 100, exp=ISSUED), without(opening, "_check_time")),
    Attack("never expires", "envelope_member_missing", message(exp=None), lambda: patch.multiple(opening, check_members=_lenient, _check_claims=lambda *_words, **_more: None, _opened=lambda *_words: None)),
    Attack("signed in the future", "envelope_from_future", message(iat=ISSUED + 301), without(opening, "_check_time")),
    Attack("good for ten years", "envelope_lifetime", message(exp=ISSUED + 3650 * 86_400), without(opening, "check_lifetime")),
    Attack("ends before it begins", "envelope_lifetime", message(exp=ISSUED - 1), without(opening, "check_lifetime")),
    Attack("expiry as a text", "envelope_member_value", message(exp=str(ISSUED + 60)), lambda: patch.dict(M, {"exp": (lambda given: bool(int(given)), "x")})),
    Attack("expiry beyond all calendars", "envelope_member_value", message(exp=10**18), untested(M, "exp")),
    Attack("negative time", "envelope_member_value", message(iat=-1), untested(M, "iat")),
    Attack("identifier that is none", "envelope_member_value", message(jti="1; DROP TABLE inbox"), untested(M, "jti")),
    Attack("epoch that is no number", "envelope_member_value", message(epoch=True), untested(M, "epoch")),
    Attack("kind that is a path", "envelope_member_value", message(kind="../admin"), untested(M, "kind")),
    Attack("purpose with control signs", "envelope_member_value", message(purpose="x\x1b[2J"), untested(M, "purpose")),
)  # fmt: skip
