"""A keyring has exactly one current key, shows no key by accident, and is refused when it is not whole."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from salwa.domain.keys import FieldKey, Keyring, KeyState, index_form, key_id_of, keyring_from

pytestmark = pytest.mark.one_engine
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def key(name="0a0b0c0d", state=KeyState.CURRENT):
    return FieldKey(name, bytes(range(32)), state, NOW)


def test_a_new_key_becomes_current_and_the_old_one_is_kept():
    later = NOW + timedelta(days=1)
    ring = Keyring((key(),)).with_new(key("11111111"), later)
    assert [(one.id, one.state, one.replaced_at) for one in ring.keys] == [
        ("0a0b0c0d", KeyState.KEPT, later),
        ("11111111", KeyState.CURRENT, None),
    ]
    assert [one.id for one in ring.opening()] == ["11111111", "0a0b0c0d"]


def test_a_retired_key_keeps_its_name_and_loses_its_bytes():
    ring = Keyring((key(),)).with_new(key("11111111"), NOW).without("0a0b0c0d", NOW)
    assert (ring.find("0a0b0c0d").secret, ring.find("0a0b0c0d").state) == (b"", KeyState.RETIRED)
    assert [one.id for one in ring.opening()] == ["11111111"]


def test_a_ring_reads_as_it_was_written():
    ring = Keyring((key(),)).with_new(key("11111111"), NOW).without("0a0b0c0d", NOW)
    assert keyring_from(ring.as_text()) == ring


def test_a_key_never_shows_itself():
    assert repr(key()) == "FieldKey(0a0b0c0d, current)"


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: told.update(salwa_field_keys=2),
        lambda told: told["keys"][0].update(state="kept"),
        lambda told: told["keys"].append(dict(told["keys"][0], state="kept")),
        lambda told: told["keys"][0].update(key="AAAA"),
        lambda told: told["keys"][0].update(key="*" * 44),
        lambda told: told["keys"][0].update(id="0a"),
        lambda told: told["keys"][0].pop("made_at"),
        lambda told: told.update(keys=None),
    ],
)
def test_a_ring_that_is_not_whole_is_refused_without_showing_a_key(damage):
    told = json.loads(Keyring((key(),)).as_text())
    damage(told)
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - any words, as long as no key is among them
        keyring_from(json.dumps(told))
    assert told.get("keys") is None or "AAEC" not in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB 123-456", "ab123456"),
        ("٠١٢٣", "0123"),
        ("ＡＢ１２", "ab12"),  # noqa: RUF001 - full-width letters are the point
        ("۴۵-۶", "456"),
        ("A.1/2", "a12"),
    ],
)
def test_the_same_number_typed_differently_is_the_same(one, other):
    assert index_form(one) == index_form(other)


def test_other_numbers_stay_others():
    assert len({index_form(one) for one in ("123", "124", "0123", "A123", "А123")}) == 5  # noqa: RUF001 - Cyrillic


@pytest.mark.parametrize("blob", [b"", b"\x01\x02", b"\x02abcdefgh", b"plain text"])
def test_bytes_that_are_no_sealed_value_are_told(blob):
    with pytest.raises(ValueError, match="no sealed value"):
        key_id_of(blob)
