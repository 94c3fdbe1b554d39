import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from salwa.domain.marks.matching.hashing import SKELETON_ALPHABET, hash_of, keys_of
from salwa.domain.marks.matching.probes import probes_for
from salwa.domain.marks.matching.query import Depth

pytestmark = pytest.mark.one_engine
SERIALS = st.text(alphabet=SKELETON_ALPHABET, min_size=3, max_size=12)
DIGITS = st.text(alphabet="0123456789", min_size=4, max_size=10)


def keys(text):
    return set(keys_of(np.array([text], dtype="S20"))[0].tolist())


def probes(text, depth=Depth.FULL):
    return set(probes_for(text, text, depth).tolist())


def meet(asked, recorded, depth):
    return bool(probes(asked, depth) & keys(recorded))


def test_the_keys_of_a_serial_are_itself_its_deletions_and_its_digits():
    texts = ["AC1234", "C1234", "A1234", "AC234", "AC134", "AC124", "AC123", "1234"]
    assert keys("AC1234") == {hash_of(text) for text in texts}


def test_equal_deletions_are_one_key():
    assert sorted(keys_of(np.array(["1123"], dtype="S20"))[0].tolist()) == sorted(
        hash_of(text) for text in ["1123", "123", "113", "112"]
    )


def test_keys_know_which_serial_they_belong_to():
    hashes, owners = keys_of(np.array(["77", "", "4A9"], dtype="S20"))
    assert sorted(zip(owners.tolist(), hashes.tolist(), strict=True)) == sorted(
        [(0, hash_of("77")), (0, hash_of("7"))] + [(2, hash_of(text)) for text in ["4A9", "A9", "49", "4A"]]
    )


@given(SERIALS, st.data())
@settings(max_examples=300, deadline=None)
def test_one_error_is_always_found(recorded, data):
    asked = data.draw(one_error(recorded))
    assert meet(asked, recorded, Depth.NEAR) or OSA.distance(asked, recorded) > 1


@given(DIGITS, st.data())
@settings(max_examples=300, deadline=None)
def test_two_errors_among_digits_are_always_found(recorded, data):
    once = data.draw(one_error(recorded, "0123456789"))
    asked = data.draw(one_error(once, "0123456789"))
    assert len(asked) < 3 or meet(asked, recorded, Depth.FULL)


@given(st.text(alphabet="ACEFHJKMNPRTUWXY", min_size=3, max_size=8), st.data())
@settings(max_examples=200, deadline=None)
def test_two_errors_among_letters_are_always_found(recorded, data):
    once = data.draw(one_error(recorded, SKELETON_ALPHABET))
    asked = data.draw(one_error(once, SKELETON_ALPHABET))
    assert len(asked) < 3 or any(c.isdigit() for c in asked) or meet(asked, recorded, Depth.FULL)


@given(SERIALS, st.integers(1, 3), st.data())
@settings(max_examples=200, deadline=None)
def test_illegible_positions_fit_any_character(recorded, count, data):
    places = data.draw(st.sets(st.integers(0, len(recorded) - 1), min_size=1, max_size=min(count, len(recorded) - 1)))
    asked = "".join("?" if place in places else char for place, char in enumerate(recorded))
    assert meet(asked, recorded, Depth.NEAR)


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [("123456", "AC123456"), ("1234", "123456"), ("1243", "12?43"), ("HT91234", "KX91234"), ("AC1234", "HK1234")],
)
def test_lost_and_misread_prefixes_are_found(asked, recorded):
    assert meet(asked, recorded, Depth.FULL)


@given(st.text(max_size=40), st.text(alphabet=SKELETON_ALPHABET + "?", max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_serial_makes_the_probes_fail(serial, skeleton):
    assert probes_for(serial, skeleton, Depth.FULL).dtype == np.uint64


def one_error(text, alphabet=SKELETON_ALPHABET):
    """A text one replacement, loss, addition or swap away."""
    place = st.integers(0, len(text) - 1)
    char = st.sampled_from(alphabet)
    replaced = st.builds(lambda i, c: text[:i] + c + text[i + 1 :], place, char)
    lost = st.builds(lambda i: text[:i] + text[i + 1 :], place)
    added = st.builds(lambda i, c: text[:i] + c + text[i:], st.integers(0, len(text)), char)
    swapped = st.builds(lambda i: text[:i] + text[i : i + 2][::-1] + text[i + 2 :], place)
    return st.one_of(replaced, lost, added, swapped)
