"""What is encoded has one spelling; what is JSON names each member once."""

from __future__ import annotations

import base64
from itertools import product

import pytest

from salwa.domain.trust.strict import Misspelt, decoded, encoded, plain_object, thumbprint

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def taken(text: str) -> bool:
    try:
        return encoded(decoded(text.encode("latin-1"))) == text
    except Misspelt:
        return False


def test_of_all_texts_of_two_and_three_signs_as_many_are_taken_as_there_are_bytes() -> None:
    two = sum(taken("".join(pair)) for pair in product(ALPHABET, repeat=2))
    three = sum(taken("Zm" + last) for last in ALPHABET)
    assert (two, three) == (256, 16)


@pytest.mark.parametrize("text", ["A", "AAAAA", "QQ==", "Q Q", "QQ\n", "+/8", "QQ%3D", "Q\xffA", "=", "AAA="])
def test_other_spellings_are_refused(text: str) -> None:
    assert not taken(text)


def test_every_length_comes_back() -> None:
    for length in range(200):
        data = bytes(range(length))
        assert decoded(encoded(data).encode()) == data
        assert encoded(data) == base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        (b'{"a":1,"a":1}', True),
        (b'{"a":1,"\\u0061":1}', True),
        (b'{"b":{"a":1,"a":2}}', True),
        (b"[]", False),
        (b'"a"', False),
        (b"", False),
        (b'{"a":1.0}', False),
        (b'{"a":1e3}', False),
        (b'{"a":Infinity}', False),
        (b'{"a":NaN}', False),
        (b'{"a":1,}', False),
        (b'{"a":1} x', False),
        (b"\xef\xbb\xbf{}", False),
        (b'{"a":"\xff"}', False),
        ('{"a":1}'.encode("utf-16"), False),
        (b'{"a":[[[[1]]]]}', False),
        (b"[" * 100_000, False),
        (b'{"a":' * 100_000, False),
        (b'{"a":' + b"9" * 5000 + b"}", False),
    ],
)
def test_what_is_not_one_plain_object_is_refused(text: bytes, twice: bool) -> None:
    with pytest.raises(Misspelt) as fault:
        plain_object(text, deepest=3)
    assert fault.value.twice is twice


def test_a_plain_object_is_read() -> None:
    assert plain_object(' {"a": {"b": [1, "ж"]}}\n'.encode(), deepest=3) == {"a": {"b": [1, "ж"]}}


def test_the_name_of_the_example_of_rfc_8037_comes_out() -> None:
    public = decoded(b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert thumbprint("Ed25519", public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
