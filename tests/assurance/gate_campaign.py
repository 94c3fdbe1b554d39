"""How many mistakes the completeness gate meets with the right words, and how often it speaks up on a good request.

`python -m tests.assurance.gate_campaign --seeds 20` prints the figures by kind of mistake; 600 requests a seed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from salwa.domain.tracing.gate import RULES, Remark, Rule, examine
from salwa.services.reference.knowledge import tracing_knowledge
from tests.builders.good_requests import TODAY, Written
from tests.builders.requests_with_errors import Mistaken, good_requests, mistaken_requests

# Seeds 1 to 5 were looked at while the rules were written; figures are taken with others.
FIRST_SEED = 1001


@dataclass
class Figures:
    """Counts: mistakes made and met by kind, good requests, and those with any remark, by code."""

    made: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    good: int = 0
    disturbed: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, Written, tuple[str, ...]]] = field(default_factory=list)
    false: list[tuple[Remark, Written]] = field(default_factory=list)

    def acceptable(self) -> bool:
        """At least 95 % met, no kind of mistake below 60 %, and at most 2 % of good requests disturbed."""
        weakest = min(self.met[kind] / self.made[kind] for kind in self.made)
        return self.caught >= 0.95 and weakest >= 0.6 and self.false_alarms <= 0.02

    @property
    def caught(self) -> float:
        """Share of mistakes met with the right code."""
        return self.met.total() / self.made.total()

    @property
    def false_alarms(self) -> float:
        """Share of good requests on which anything at all was said."""
        return self.disturbed / self.good

    def lines(self) -> Iterable[str]:
        """The figures, a line a kind."""
        for kind in sorted(self.made):
            yield f"{self.met[kind]:5} of {self.made[kind]:5}  {kind}"
        met, made = self.met.total(), self.made.total()
        yield f"caught with the right words: {met} of {made} = {self.caught:.2%}, {len(self.made)} kinds"
        disturbed = f"{self.disturbed} of {self.good} = {self.false_alarms:.2%}"
        yield f"good requests with a remark: {disturbed} {dict(self.alarms)}"


def measured(seeds: Iterable[int], count: int = 300, rules: Sequence[Rule] = RULES) -> Figures:
    """The figures over some seeds, `count` good and `count` mistaken requests each."""
    book, figures = tracing_knowledge(), Figures()

    def said(one: Written) -> tuple[Remark, ...]:
        return examine(
            one.contents, book, today=TODAY, addressed_to=one.addressed_to, own_state=one.own_state, rules=rules
        )

    for seed in seeds:
        mistakes, goods = _requests(seed, count)
        for mistaken in mistakes:
            codes = tuple(remark.code for remark in said(mistaken.written))
            figures.made[mistaken.kind] += 1
            figures.met[mistaken.kind] += mistaken.code in codes
            if mistaken.code not in codes:
                figures.missed.append((mistaken.kind, mistaken.written, codes))
        for good in goods:
            remarks = said(good)
            figures.good += 1
            figures.disturbed += bool(remarks)
            figures.alarms.update(remark.code for remark in remarks)
            figures.false.extend((remark, good) for remark in remarks)
    return figures


@cache
def _requests(seed: int, count: int) -> tuple[tuple[Mistaken, ...], tuple[Written, ...]]:
    return tuple(mistaken_requests(seed, count)), tuple(good_requests(seed, count))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    parser.add_argument("--show", action="store_true", help="also what was missed and what was said without need")
    chosen = parser.parse_args()
    figures = measured(range(chosen.first, chosen.first + chosen.seeds))
    if chosen.show:
        for kind, written, codes in figures.missed:
            print("missed", kind, codes, written.contents.weapon, [one.text for one in written.contents.marks])
        for remark, written in figures.false:
            print("said", remark.code, remark.sentence.values, written.contents.weapon)
    print("\n".join(figures.lines()))
    raise SystemExit(0 if figures.acceptable() else 1)


if __name__ == "__main__":
    main()
