"""A sealed value opens with its key in its place, and nowhere else."""

import json
import random
import stat

import pytest

from salwa.domain.keys import HEADER_BYTES, key_id_of
from salwa.domain.refusals import Refusal
from salwa.services.keys.actions import ensure_keyring, make_key
from salwa.services.keys.keyring import keyring, keyring_file
from salwa.services.keys.sealing import keyed_index, keyed_indexes, seal, unseal

PLACE = "person.name.0b7e0a52"


def code_of(action):
    with pytest.raises(Refusal) as refused:
        action()
    assert refused.value.remedy is not None
    return refused.value.code


@pytest.mark.parametrize("text", ["", "Amina", "عبد الله\nх\u0000", "x" * 100_000])
def test_what_is_sealed_opens_again(ring, text):
    assert unseal(seal(text, context=PLACE), context=PLACE) == text


def test_the_text_does_not_show_and_the_same_text_never_looks_the_same(ring):
    one, other = seal("CANARY", context=PLACE), seal("CANARY", context=PLACE)
    assert b"CANARY" not in one
    assert one[HEADER_BYTES:] != other[HEADER_BYTES:]


@pytest.mark.parametrize("place", ["person.note.0b7e0a52", "person.name.0b7e0a53", "holder.name.0b7e0a52", ""])
def test_a_value_moved_to_another_place_does_not_open(ring, place):
    blob = seal("Amina", context=PLACE)
    assert code_of(lambda: unseal(blob, context=place)) == "sealed_value_damaged"


def test_every_flipped_bit_is_noticed(ring):
    blob = seal("Amina", context=PLACE)
    for bit in range(8 * len(blob)):
        damaged = bytearray(blob)
        damaged[bit // 8] ^= 1 << bit % 8
        assert code_of(lambda: unseal(bytes(damaged), context=PLACE)) in {  # noqa: B023 - called at once
            "sealed_value_damaged", "sealing_key_missing",
        }  # fmt: skip


def test_bytes_that_were_never_sealed_are_told(ring):
    for blob in (b"", b"plain", random.Random(1).randbytes(50)):
        assert code_of(lambda: unseal(blob, context=PLACE)) in {  # noqa: B023 - called at once
            "sealed_value_damaged", "sealing_key_missing",
        }  # fmt: skip


def test_older_keys_still_open_and_new_values_take_the_new_key(ring):
    old = seal("Amina", context=PLACE)
    name = make_key(acting_user=ring)
    new = seal("Amina", context=PLACE)
    assert key_id_of(new) == name != key_id_of(old)
    assert unseal(old, context=PLACE) == unseal(new, context=PLACE) == "Amina"


def test_a_missing_key_and_a_missing_or_damaged_ring_say_what_to_do(ring):
    blob = seal("Amina", context=PLACE)
    file = keyring_file()
    whole = file.read_text()
    told = json.loads(whole)
    told["keys"][0]["id"] = "ffffffff"
    file.write_text(json.dumps(told))
    assert code_of(lambda: unseal(blob, context=PLACE)) == "sealing_key_missing"
    file.write_text(whole[:50])
    assert code_of(lambda: unseal(blob, context=PLACE)) == "keyring_unreadable"
    file.unlink()
    assert code_of(lambda: unseal(blob, context=PLACE)) == "no_keyring"
    assert code_of(lambda: seal("x", context=PLACE)) == "no_keyring"
    assert not file.exists(), "nothing makes a second keyring by itself"
    file.write_text(whole)
    assert unseal(blob, context=PLACE) == "Amina"


def test_the_ring_is_for_its_owner_only_and_made_once(ring):
    assert stat.S_IMODE(keyring_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(keyring_file().parent.stat().st_mode) == 0o700
    assert not ensure_keyring(acting_user=ring)
    keyring_file().unlink()
    assert not ensure_keyring(acting_user=ring), "a ring was made before; it exists somewhere"


def test_the_ring_may_lie_elsewhere(ring, settings, tmp_path):
    settings.SALWA = {**_values(settings.SALWA), "field_keys_file": str(tmp_path / "other" / "ring.json")}
    assert keyring_file() == tmp_path / "other" / "ring.json"
    assert code_of(keyring) == "no_keyring"


def _values(told):
    return dict(told.values)


def test_equal_values_have_equal_indexes_per_column_and_per_key(ring):
    one = keyed_index("AB 123", context="person.document_number")
    assert len(one) == 32
    assert one == keyed_index("ab-123", context="person.document_number")
    assert one != keyed_index("ab-124", context="person.document_number")
    assert one != keyed_index("ab-123", context="licence.number")
    make_key(acting_user=ring)
    now = keyed_index("AB 123", context="person.document_number")
    assert now != one
    assert keyed_indexes("AB 123", context="person.document_number") == [now, one]


def test_one_key_never_serves_two_purposes(ring):
    """The key that seals is not the one that indexes, and neither is the key of the ring."""
    import hashlib
    import hmac

    secret = keyring().current().secret
    plain = hmac.new(secret, b"person.document_number\nab123", hashlib.sha256).digest()
    assert keyed_index("ab123", context="person.document_number") != plain
