"""From facts to verdicts by the table. Weapons with the same facts get the same answer, so each is worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from salwa.domain.languages import Listed, Sentence
from salwa.domain.marking.facts import Fact, Facts, components_lacking, contents_lacking, facts_of
from salwa.domain.marking.profile import Profile
from salwa.domain.marking.rules import BINDING, RULES
from salwa.domain.marking.table import TABLE, Row
from salwa.domain.marking.vocabulary import Overall, RuleCode, Verdict
from salwa.domain.marking.weapon import MarkedWeapon

ORDER = tuple(Fact)


class CodeNames(Listed):
    """Codes of parts or contents inside a sentence; the services put words in their place."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one weapon: verdict, why, and what to do (None when nothing is to be done)."""

    rule: RuleCode
    verdict: Verdict
    why: Sentence
    remedy: Sentence | None

    @property
    def advice(self) -> bool:
        """Whether the rule is advice only."""
        return RULES[self.rule].advice


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings about one weapon and the verdict over them."""

    overall: Overall
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The verdict and the binding rules behind it, without words: what a list of millions keeps."""

    overall: Overall
    missing: tuple[RuleCode, ...]
    unsure: tuple[RuleCode, ...]


def judge(weapon: MarkedWeapon, profile: Profile) -> Judgement:
    """Every rule applied to one weapon, with sentences."""
    rows = dict(matching(facts_of(weapon, profile)))
    names = _names(weapon, profile)
    findings = tuple(
        Finding(
            code,
            row.verdict,
            Sentence(row.why, names.get((code, row.verdict), {}) if "{names}" in row.why else {}),
            Sentence(row.remedy) if row.remedy else None,
        )
        for code, row in rows.items()
    )
    return Judgement(_overall({code: row.verdict for code, row in rows.items()}), findings)


def summarise(weapon: MarkedWeapon, profile: Profile) -> Summary:
    """The verdict on one weapon without words."""
    facts = facts_of(weapon, profile)
    return _summary(tuple(facts[fact] for fact in ORDER))


@lru_cache(maxsize=50_000)
def _summary(values: tuple[str, ...]) -> Summary:
    verdicts = {code: row.verdict for code, row in matching(dict(zip(ORDER, values, strict=True)))}
    return Summary(
        _overall(verdicts),
        tuple(code for code in BINDING if verdicts[code] is Verdict.NOT_FULFILLED),
        tuple(code for code in BINDING if verdicts[code] is Verdict.CANNOT_TELL),
    )


def matching(facts: Facts) -> Iterator[tuple[RuleCode, Row]]:
    """For each rule the first row whose facts all hold."""
    for code in RULES:
        yield code, next(row for row in TABLE[code] if all(facts[fact] in row.needs[fact] for fact in row.needs))


def _overall(verdicts: dict[RuleCode, Verdict]) -> Overall:
    binding = {verdicts[code] for code in BINDING}
    if Verdict.NOT_FULFILLED in binding:
        return Overall.MARKS_MISSING
    return Overall.CANNOT_TELL if Verdict.CANNOT_TELL in binding else Overall.DULY_MARKED


def _names(weapon: MarkedWeapon, profile: Profile) -> dict[tuple[RuleCode, Verdict], dict[str, str]]:
    found: dict[tuple[RuleCode, Verdict], dict[str, str]] = {}
    for code, lacking in (
        (RuleCode.CONTENTS, contents_lacking(weapon, profile)),
        (RuleCode.COMPONENTS, components_lacking(weapon, profile)),
    ):
        for verdict, names in zip((Verdict.NOT_FULFILLED, Verdict.CANNOT_TELL), lacking, strict=True):
            found[code, verdict] = {"names": CodeNames(names)}
    return found
