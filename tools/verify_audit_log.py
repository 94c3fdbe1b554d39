#!/usr/bin/env python3
"""Verifies an audit log exported from Salwa, without Salwa: one file, Python 3.11 or later, nothing to install.

    python verify_audit_log.py LOG.jsonl --key KEY                      the log and the checkpoint that came with it
    python verify_audit_log.py LOG.jsonl --key KEY --checkpoint OLD     ... and one that was kept elsewhere
    python verify_audit_log.py --proof PROOF --key KEY                  that one entry is in the log
    python verify_audit_log.py --growth PROOF --checkpoint OLD --key KEY   that the log only grew since OLD

KEY is the log's public key (`salwa audit keys`), got from its owner by a way of its own. Formats: RFC 6962 tree,
C2SP signed-note, tlog-checkpoint, tlog-proof, tlog-witness. Exit codes: 0 whole, 1 damaged, 2 nothing can be said.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from functools import reduce
from pathlib import Path

GENESIS = "0" * 64
FIELDS = {"action": str, "at": str, "details": dict, "number": int, "object_id": str, "object_kind": str,
          "previous": str, "purpose": str}  # fmt: skip


# Ed25519 (RFC 8032, 5.1), with plain integers: the field, the order of the base point, the curve's constant.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_from(data):
    """The point (X, Y, Z, T) that 32 bytes stand for, None when they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def added(p, q):
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """A point added to itself `number` times."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = added(found, point)
        point, number = added(point, point), number >> 1
    return found


BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, text, signature):
    """Whether `signature` (64 bytes) is one of `text` by the key `public` (32 bytes)."""
    key, commitment, scalar = point_from(public), point_from(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % ORDER
    left, right = times(scalar, BASE), added(commitment, times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def leaf_hash(leaf):
    """Hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    """Hash over two sides."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Full subtrees from the left, as (leaves, hash); two of the same size become one."""

    def __init__(self, parts=()):
        self.parts = list(parts)

    def add(self, hashed):
        """One more leaf."""
        self.parts.append((1, hashed))
        while len(self.parts) > 1 and self.parts[-1][0] == self.parts[-2][0]:
            (size, right), (_, left) = self.parts.pop(), self.parts.pop()
            self.parts.append((2 * size, node_hash(left, right)))

    def root(self):
        """Hash over all leaves."""
        hashes = [hashed for _, hashed in reversed(self.parts)] or [hashlib.sha256(b"").digest()]
        return reduce(lambda root, left: node_hash(left, root), hashes)


def climbed(climb, *start):
    """What a proof leads to; None when it is too short."""
    try:
        return climb(*start)
    except IndexError:
        return None


def root_by_path(index, size, hashed, path):
    """Root that an inclusion proof leads to from leaf `index` (from 0); None when its length is wrong."""
    rest = list(path)

    def climb(low, high):
        if high - low == 1:
            return hashed
        beside, middle = rest.pop(), low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            return node_hash(climb(low, middle), beside)
        return node_hash(beside, climb(middle, high))

    root = climbed(climb, 0, size) if 0 <= index < size else None
    return None if rest else root


def only_grew(old, old_root, new, new_root, path):
    """Whether a consistency proof shows that the tree of `new` leaves begins with the tree of `old`."""
    rest = list(path)

    def climb(low, high, whole):
        if high == old:
            return (old_root if whole else rest.pop(),) * 2
        beside, middle = rest.pop(), low + (1 << (high - low - 1).bit_length() - 1)
        if old <= middle:
            before, after = climb(low, middle, whole)
            return before, node_hash(after, beside)
        before, after = climb(middle, high, False)
        return node_hash(beside, before), node_hash(beside, after)

    grew = old == 0 or (old <= new and climbed(climb, 0, new, True) == (old_root, new_root))
    return grew and not rest


def decoded(text):
    """Bytes of a Base64 text that has only this one spelling; raises `ValueError` for another text."""
    data = base64.b64decode(text, validate=True)
    if not data or base64.b64encode(data).decode() != text:
        raise ValueError(f"This is not Base64: {text[:60]}")
    return data


def read_key(text):
    """((name, key id), public key) of one line name+id+key."""
    name, _, rest = text.strip().partition("+")
    key_id, _, coded = rest.partition("+")
    data = decoded(coded)
    told = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != 1 or told.hex() != key_id:
        raise ValueError(f"This is not the public key of a log: {text}")
    return (name, told), data[1:]


def read_checkpoint(content, keys):
    """{size, root, head} of a signed checkpoint; raises `ValueError` unless a known key signed it and none wrongly."""
    text, gap, signed = content.decode().rpartition("\n\n")
    text += "\n"
    lines, valid = text.split("\n"), False
    for line in signed.removesuffix("\n").split("\n"):
        found = re.fullmatch(r"— (\S+) (\S+)", line)
        if not gap or not found:
            raise ValueError("This is not a signed checkpoint.")
        data = decoded(found[2])
        public = keys.get((found[1], data[:4]))
        if public is not None and not ed25519_holds(public, text.encode(), data[4:]):
            raise ValueError("A signature under the checkpoint is false.")
        valid |= public is not None and found[1] == lines[0]
    if not valid:
        raise ValueError("No signature under the checkpoint is by a key that was given.")
    if len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]*", lines[1]) or len(decoded(lines[2])) != 32:
        raise ValueError("This is not a checkpoint.")
    heads = [line[5:] for line in lines[3:] if re.fullmatch("head [0-9a-f]{64}", line)]
    return {"size": int(lines[1]), "root": decoded(lines[2]), "head": heads[0] if heads else ""}


def read_entry(leaf):
    """(number, previous, hash) of one line; the hash is None for what is no entry."""
    try:
        entry = json.loads(leaf)
        fits = entry.keys() == {*FIELDS, "actor"} and all(type(entry[name]) is kind for name, kind in FIELDS.items())
    except (ValueError, RecursionError, AttributeError):
        fits = False
    if not fits or type(entry["actor"]) not in (int, type(None)) or len(entry["previous"] + entry["at"]) != 64 + 27:
        return 0, "", None
    return entry["number"], entry["previous"], leaf_hash(leaf)


def find_damage(entries, own, outside):
    """((kind, entry, checkpoint) or None, entries read, root) of a log, its own checkpoints and others."""
    marks, tree, confirmed, before = [*own, *outside], Tree(), 0, GENESIS

    def blamed(number):
        """Entry `number` does not remember the one before as it is: which of the two was changed."""
        hashed = entries[number - 1][2]
        following = entries[number] if number < len(entries) else (0, "", None)
        heads = [mark["head"] for mark in marks if mark["size"] == number and mark["head"]]
        told = following[1] if following[2] is not None else (heads or [hashed.hex()])[0]
        return number - 1 if told == hashed.hex() and number - 1 > confirmed else number

    for number, (said, previous, hashed) in enumerate(entries, 1):
        damage = None
        if hashed is None:
            damage = "unreadable", number, 0
        elif said != number and previous == before:
            damage = "changed", number, 0
        elif said > number:
            later = any(one[0] == number and one[2] is not None for one in entries[number:])
            damage = "reordered" if later else "missing", number, 0
        elif said < number:
            damage = "inserted", said if said == number - 1 else number, 0
        elif previous != before:
            damage = "changed", blamed(number), 0
        if damage:
            return damage, number - 1, tree.root()
        shorter = Tree(tree.parts)
        tree.add(hashed)
        before = hashed.hex()
        met = [mark for mark in marks if mark["size"] == number]
        for mark in (mark for mark in met if mark["root"] != tree.root()):
            shorter.add(bytes.fromhex(mark["head"]))
            last = shorter.root() == mark["root"]  # all before it is as it was signed
            return ("changed" if last else "forked", number if last else confirmed + 1, number), number, tree.root()
        confirmed = number if met else confirmed
    longest, size = max([mark["size"] for mark in marks], default=0), len(entries)
    cut = "truncated" if not own or any(mark["size"] > size for mark in own) else "rolled_back"
    return ((cut, size + 1, longest) if longest > size else None), size, tree.root()


def check_log(path, own, outside):
    """The verdict on an exported log."""
    with path.open("rb") as file:
        damage, size, root = find_damage([read_entry(line.removesuffix(b"\n")) for line in file], own, outside)
    said = dict(zip(("kind", "entry", "checkpoint"), damage, strict=True)) if damage else None
    return {"whole": damage is None, "entries": size, "root": root.hex(), "damage": said}


def check_proof(content, keys):
    """The verdict on a proof that an entry is in the log, with the entry."""
    head, _, note = content.partition(b"\n\n")
    kind, extra, index, *path = head.decode().split("\n")
    leaf, number, mark = decoded(extra[6:]), int(index[6:]), read_checkpoint(note, keys)
    root = root_by_path(number, mark["size"], leaf_hash(leaf), [decoded(line) for line in path])
    fits = kind == "c2sp.org/tlog-proof@v1" and root == mark["root"] and read_entry(leaf)[0] == number + 1
    return {"whole": fits, "entry": leaf.decode() if fits else None}


def check_growth(content, old, keys):
    """The verdict on a proof that a log only grew from the checkpoint `old` to the one in the proof."""
    head, _, note = content.partition(b"\n\n")
    since, *path = head.decode().split("\n")
    new, steps = read_checkpoint(note, keys), [decoded(line) for line in path]
    grew = since == f"old {old['size']}" and only_grew(old["size"], old["root"], new["size"], new["root"], steps)
    return {"whole": grew, "from": old["size"], "to": new["size"]}


def main(words=None):
    """Read the command line, verify, print the verdict as JSON; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", nargs="?", type=Path, help="exported log, one entry a line")
    parser.add_argument("--key", action="append", default=[], help="public key of the log; may be repeated")
    parser.add_argument("--own", action="append", type=Path, help="checkpoint that came with it (LOG.checkpoint)")
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="checkpoint kept elsewhere")
    parser.add_argument("--proof", type=Path, help="proof that an entry is in the log")
    parser.add_argument("--growth", type=Path, help="proof that the log only grew since --checkpoint")
    given = parser.parse_args(words)
    try:
        keys = dict(map(read_key, given.key))
        outside = [read_checkpoint(path.read_bytes(), keys) for path in given.checkpoint]
        if given.proof:
            verdict = check_proof(given.proof.read_bytes(), keys)
        elif given.growth:
            verdict = check_growth(given.growth.read_bytes(), outside[0], keys)
        else:
            own = given.own or [path for path in [Path(f"{given.log}.checkpoint")] if path.exists()]
            marks = [read_checkpoint(path.read_bytes(), keys) for path in own]
            verdict = check_log(given.log or Path(), marks, outside)
    except (OSError, ValueError, LookupError) as error:
        print(f"Nothing can be said: {error}", file=sys.stderr)
        return 2
    print(json.dumps(verdict, ensure_ascii=False))
    return 0 if verdict["whole"] else 1


if __name__ == "__main__":
    sys.exit(main())
