"""The tree agrees with RFC 6962 written down literally, and its proofs hold for what is true and for nothing else."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.audit.proofs import consistency_path, consistent, inclusion_path, root_by_inclusion
from salwa.domain.audit.tree import EMPTY_ROOT, Frontier, leaf_hash, root_of

pytestmark = pytest.mark.one_engine

# Leaves and roots that the first log of certificates was tested with; every implementation of the RFC agrees on them.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(hashes):
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()


def naive_inclusion(m, hashes):
    """PATH of RFC 6962, 2.1.1."""
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*naive_inclusion(m, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_inclusion(m - k, hashes[k:]), naive_root(hashes[:k])]


def naive_consistency(m, hashes, whole=True):
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(hashes):
        return [] if whole else [naive_root(hashes)]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m <= k:
        return [*naive_consistency(m, hashes[:k], whole), naive_root(hashes[k:])]
    return [*naive_consistency(m - k, hashes[k:], False), naive_root(hashes[:k])]


def leaves(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_the_known_roots_come_out():
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        frontier.append(leaf_hash(bytes.fromhex(leaf)))
        assert frontier.root().hex() == root


def test_roots_and_proofs_of_every_size_up_to_70_are_those_of_the_rfc():
    for size in range(1, 71):
        hashes = leaves(size)
        root = naive_root(hashes)
        assert root_of(hashes) == root
        for number in range(size):
            path = inclusion_path(number, hashes)
            assert path == naive_inclusion(number, hashes)
            assert root_by_inclusion(number, size, hashes[number], path) == root
        for old in range(1, size + 1):
            path = consistency_path(old, hashes)
            assert path == naive_consistency(old, hashes)
            assert consistent(old, naive_root(hashes[:old]), size, root, path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=4))
def test_growing_in_any_pieces_gives_the_root_of_the_whole(pieces):
    hashes = leaves(sum(pieces))
    frontier, start = Frontier(), 0
    for piece in pieces:
        frontier.extend(hashes[start : start + piece])
        start += piece
        frontier = Frontier.from_text(frontier.size, frontier.to_text())
    assert (frontier.size, frontier.root()) == (len(hashes), naive_root(hashes))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_false_inclusion_is_never_shown(data):
    size = data.draw(st.integers(1, 200))
    hashes = leaves(size)
    number = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(number, hashes), root_of(hashes)
    other = data.draw(st.integers(0, size + 3))
    if other != number:
        assert root_by_inclusion(other, size, hashes[number], path) != root
    assert root_by_inclusion(number, size, leaf_hash(b"other"), path) != root
    assert root_by_inclusion(number, size, hashes[number], [*path, root]) != root
    if path:
        spoilt = data.draw(st.integers(0, len(path) - 1))
        assert root_by_inclusion(number, size, hashes[number], path[:spoilt] + path[spoilt + 1 :]) != root
        path[spoilt] = leaf_hash(path[spoilt])
        assert root_by_inclusion(number, size, hashes[number], path) != root


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_false_consistency_is_never_shown(data):
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    hashes = leaves(new)
    path, old_root, new_root = consistency_path(old, hashes), root_of(hashes[:old]), root_of(hashes)
    forged = [*hashes[: old - 1], leaf_hash(b"forged")]
    assert not consistent(old, root_of(forged), new, new_root, path)
    assert not consistent(old, old_root, new, root_of([*forged, *hashes[old:]]), path)
    assert not consistent(old, old_root, new, new_root, [])
    assert not consistent(old, old_root, new, new_root, [*path, new_root])
    assert not consistent(new, new_root, old, old_root, path)
    spoilt = data.draw(st.integers(0, len(path) - 1))
    assert not consistent(old, old_root, new, new_root, path[:spoilt] + path[spoilt + 1 :])
    path[spoilt] = leaf_hash(path[spoilt])
    assert not consistent(old, old_root, new, new_root, path)


def test_equal_sizes_and_the_empty_log_need_no_proof():
    root = root_of(leaves(7))
    assert consistent(7, root, 7, root, [])
    assert not consistent(7, root, 7, root, [root])
    assert not consistent(7, root, 7, root_of(leaves(8)), [])
    assert consistent(0, EMPTY_ROOT, 7, root, [])
    assert not consistent(0, root, 7, root, [])
    assert (consistency_path(0, leaves(7)), consistency_path(7, leaves(7))) == ([], [])


def test_what_was_never_in_the_log_cannot_be_asked_for():
    with pytest.raises(IndexError):
        inclusion_path(7, leaves(7))
    with pytest.raises(IndexError):
        consistency_path(8, leaves(7))
    with pytest.raises(ValueError, match="full subtrees"):
        Frontier(3, [b""])
