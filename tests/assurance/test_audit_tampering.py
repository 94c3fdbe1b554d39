"""What must be shown of the audit log: every tampering is found and located, and the tests can fail.

Assurance targets L1, L2 and L4; the campaign at full size is `python -m tests.assurance.audit_campaign`.
"""

import json
import random

import pytest

from salwa.domain.audit import canonical_json
from salwa.domain.audit.notes import Checkpoint
from salwa.domain.audit.tree import leaf_hash, root_of
from salwa.domain.audit.verifying import Line, LogCheck, check_log, line_of
from tests.builders.damages import KINDS
from tests.builders.flips import Flipper
from tests.builders.independent import verifier
from tests.builders.logs import leaves

pytestmark = pytest.mark.one_engine
OF_EACH = 1_000


def checkpoint(log, size=None):
    hashes = [leaf_hash(leaf) for leaf in log[:size]]
    return Checkpoint("log", len(hashes), root_of(hashes), hashes[-1].hex() if hashes else "")


def as_tool(mark):
    return {"size": mark.size, "root": mark.root, "head": mark.head}


def found_by_both(log, own=(), outside=()):
    """(kind, entry) that the program and the independent verifier find; they must agree."""
    damage = check_log(map(line_of, log), own, outside).damage
    ours = (damage.kind.value, damage.number, damage.checkpoint) if damage else None
    entries = [verifier.read_entry(leaf) for leaf in log]
    theirs = verifier.find_damage(entries, [as_tool(one) for one in own], [as_tool(one) for one in outside])[0]
    assert ours == theirs
    return ours[:2] if ours else None


def test_every_single_changed_bit_of_a_thousand_entries_is_found_in_its_entry(capsys):
    log = leaves(1_000, seed=3)
    flipper = Flipper(b"\n".join(log) + b"\n", checkpoint(log))
    located = made = 0
    for index in range(len(log)):
        before = flipper.before(index)
        for bit in range(8 * flipper.starts[index], 8 * flipper.starts[index + 1]):
            made += 1
            located += flipper.located(bit, before)
    with capsys.disabled():
        print(f"\nsingle-bit changes: {made} made, {located} found in their entry")
    assert (made, located) == (8 * flipper.size, made)


def test_the_quick_way_to_verify_a_changed_bit_says_what_the_whole_verification_says():
    log = leaves(60, seed=4)
    content, mark = b"\n".join(log) + b"\n", checkpoint(log)
    flipper, dice = Flipper(content, mark), random.Random(4)
    for bit in dice.sample(range(8 * flipper.size), 2_000):
        spoilt = bytearray(content)
        spoilt[bit // 8] ^= 1 << bit % 8
        lines = bytes(spoilt).removesuffix(b"\n").split(b"\n")
        quick = flipper.damage(bit)
        assert found_by_both(lines, [mark]) == (quick.kind.value, quick.number)


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_of_each_damage_are_found_and_located_given_one_checkpoint(kind, capsys):
    dice, right = random.Random(kind), 0
    logs = [leaves(size, seed=size) for size in (10, 31, 32, 33, 64)]
    for _ in range(OF_EACH):
        log = dice.choice(logs)
        damaged, kinds, entries = KINDS[kind](dice, log)
        if damaged == log:
            continue
        found = found_by_both(damaged, [], [checkpoint(log)])
        assert found is not None
        assert found[0] in kinds, (kind, found)
        assert found[1] in entries, (kind, found, entries)
        right += 1
    with capsys.disabled():
        print(f"\n{kind}: {right} made, {right} found and located")
    assert right > OF_EACH * 0.95


def test_a_thousand_logs_put_back_to_an_older_state_are_found_by_a_newer_checkpoint(capsys):
    dice = random.Random(8)
    log = leaves(64, seed=64)
    for _ in range(OF_EACH):
        older = dice.randrange(1, 63)
        newer = dice.randrange(older + 1, 65)
        own, outside = [checkpoint(log, older)], [checkpoint(log, newer)]
        assert found_by_both(log[:older], own) is None  # whole in itself
        assert found_by_both(log[:older], own, outside) == ("rolled_back", older + 1)
    with capsys.disabled():
        print(f"\nroll-back: {OF_EACH} made, {OF_EACH} found")


def test_whole_logs_of_every_size_are_whole():
    log = leaves(70, seed=7)
    for size in range(1, 71):
        marks = [checkpoint(log, count) for count in range(1, size + 1, 3)]
        assert found_by_both(log[:size], marks[::2], marks[1::2]) is None
    assert found_by_both([]) is None


def test_two_checkpoints_that_contradict_each_other_are_never_both_believed():
    log, other = leaves(30, seed=1), leaves(30, seed=2)
    for own, outside in (([log], [other]), ([other], [log]), ([], [other, log]), ([], [log, other])):
        marks = [[checkpoint(one) for one in side] for side in (own, outside)]
        assert found_by_both(log, *marks)[0] == "forked"


# Negative controls: the same tests against verifiers that were weakened must fail to see.


def test_control_without_a_checkpoint_the_cut_end_and_the_fork_stay_unseen():
    dice = random.Random(5)
    log = leaves(40, seed=5)
    for kind in ("truncation", "fork"):
        unseen = [found_by_both(KINDS[kind](dice, log)[0]) is None for _ in range(50)]
        assert all(unseen)


def test_control_a_hash_over_some_columns_only_misses_changed_bits_in_the_others():
    log = leaves(40, seed=6)

    def without_purpose(leaf):
        line = line_of(leaf)
        return line if line.hashed is None else line._replace(hashed=leaf_hash(leaf.split(b',"purpose"')[0]))

    weak = []
    previous = "0" * 64
    for leaf in log:
        line = without_purpose(leaf)
        weak.append(line._replace(previous=previous))
        previous = weak[-1].hashed.hex()
    assert check_log(weak).damage is None
    damaged = log[20].replace(b'"purpose":"', b'"purpose":"x')
    seen_weakly = without_purpose(damaged)
    weak[20] = Line(seen_weakly.number, weak[20].previous, seen_weakly.hashed)
    assert check_log(weak).damage is None  # missed, as it must be
    assert found_by_both([*log[:20], damaged, *log[21:]]) == ("changed", 21)


def test_control_a_check_that_does_not_look_on_names_the_wrong_entry():
    """Without a look at the entry after the break, a change in what an entry remembers is blamed on the one before."""

    class Hasty(LogCheck):
        def _settle(self, remembered):
            self._found("changed", self._break.number - 1)

    log = leaves(20, seed=9)
    changed = canonical_json(json.loads(log[9]) | {"previous": "ab" * 32}).encode()
    hasty = Hasty([checkpoint(log)])
    for leaf in [*log[:9], changed, *log[10:]]:
        if not hasty.take(line_of(leaf)):
            break
    assert hasty.damage.number == 9
    assert found_by_both([*log[:9], changed, *log[10:]], [checkpoint(log)]) == ("changed", 10)
