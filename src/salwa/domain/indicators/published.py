"""`published`: the reading behind the values in print, series VC_ARM_SZTRACE, with its rules for two years.

Statistical practice for arms seized. Most values in print are of two consecutive years, and the releases differ: an
older release divides the sums of both years and names the second one; a newer one takes the mean of both yearly shares
and names the first. A State that answered for one year only stands with that year. Hence up to three figures for a
State and year, each of which says by which rule and from which years it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from salwa.domain.indicators.answers import Answers, Questionnaire, StateYear
from salwa.domain.indicators.methods import BY_NAME, COVERED, METHODS, Share, exact_share, share_of
from salwa.domain.languages import Sentence, message
from salwa.domain.tracing import Circumstance


class Rule(StrEnum):
    """How years make a figure."""

    MEAN = "two-years-mean"
    POOLED = "two-years-pooled"
    ONE = "one-year"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the indicator: `value` in per cent (0 to 100) or None with a reason; `note` limits what it says."""

    state: str
    year: int
    numerator: int | None
    denominator: int | None
    value: float | None
    method: str
    rule: Rule
    years: tuple[int, ...]
    code: str = ""
    reason: Sentence | None = None
    note: Sentence | None = None


PUBLISHED = "published"
_ONE_RULE = {"published-mean": Rule.MEAN, "published-pooled": Rule.POOLED}
PUBLISHED_SAYS = {
    PUBLISHED: Sentence(message("As in print: arms seized, by the rules for two years and for one.")),
    "published-mean": Sentence(message("As in the newer release: mean of a year and the next, under the first.")),
    "published-pooled": Sentence(message("As in the older release: sums of a year and the one before.")),
}  # fmt: skip
NAMES = (*(method.name for method in METHODS), *PUBLISHED_SAYS)


def figures(read: Questionnaire, name: str) -> list[Figure]:
    """All figures by the method `name` (one of `NAMES`), by State and year. Raises `KeyError` for another name."""
    if name not in NAMES:
        raise KeyError(name)
    return [figure for key, answers in read.by_state.items() for figure in _of(read, key, answers, name)]


def _of(read: Questionnaire, key: StateYear, answers: Mapping[Circumstance, Answers], name: str) -> Iterator[Figure]:
    if name not in PUBLISHED_SAYS:
        if _says_something(answers):
            yield _figure(key, share_of(BY_NAME[name], answers), name, Rule.ONE, (key[1],))
        return
    rules = (Rule.MEAN, Rule.POOLED) if name == PUBLISHED else (_ONE_RULE[name],)
    joined = [figure for rule in rules if (figure := _joined(read, key, name, rule)) is not None]
    yield from joined
    # The single year comes last, and alone where a rule for two years was asked for but finds no second year.
    if _says_something(answers) and (name == PUBLISHED or not (joined or _is_second(read, key, rules[0]))):
        yield _figure(key, share_of(_BASIS, answers), name, Rule.ONE, (key[1],))


_BASIS = BY_NAME["statistical-practice"]


def _joined(read: Questionnaire, key: StateYear, name: str, rule: Rule) -> Figure | None:
    """The figure of two years that bears this State and year, if both can be used."""
    state, year = key
    years = (year, year + 1) if rule is Rule.MEAN else (year - 1, year)
    shares = [_usable(read, (state, one)) for one in years]
    if shares[0] is None or shares[1] is None:
        return None
    return _figure(key, _JOIN[rule](shares[0], shares[1]), name, rule, years)


def _is_second(read: Questionnaire, key: StateYear, rule: Rule) -> bool:
    """Whether this year already stands in the figure of its neighbour."""
    neighbour = key[1] - 1 if rule is Rule.MEAN else key[1] + 1
    return _usable(read, key) is not None and _usable(read, (key[0], neighbour)) is not None


def _usable(read: Questionnaire, key: StateYear) -> Share | None:
    """A year that may be joined with another: exact, with arms counted, and covering enough of the arms seized."""
    answers = read.by_state.get(key, {})
    share = share_of(_BASIS, answers)
    return share if share.exact and _covers(answers.get(Circumstance.SEIZED)) else None


def _covers(seized: Answers | None) -> bool:
    covered = seized.covered() if seized else None
    return seized is None or covered is None or not seized.total or covered >= COVERED * seized.total


def _pooled(one: Share, two: Share) -> tuple[Share, float | None]:
    share = _together(one, two)
    return share, share.value


def _mean(one: Share, two: Share) -> tuple[Share, float | None]:
    """Years without success count as zero beside another year; two years in which nobody traced have no mean."""
    share = _together(one, two)
    values = [100 * (part.numerator or 0) / (part.denominator or 1) for part in (one, two)]
    return share, None if share.reason is not None else sum(values) / 2


_JOIN: Mapping[Rule, Callable[[Share, Share], tuple[Share, float | None]]] = {Rule.MEAN: _mean, Rule.POOLED: _pooled}


def _together(one: Share, two: Share) -> Share:
    """The sums of both years; what limits one of them limits both."""
    numerator, denominator = (
        (one.numerator or 0) + (two.numerator or 0),
        (one.denominator or 0) + (two.denominator or 0),
    )
    return replace(exact_share(numerator, denominator, tried=one.tried or two.tried), note=one.note or two.note)


def _figure(
    key: StateYear, found: Share | tuple[Share, float | None], name: str, rule: Rule, years: tuple[int, ...]
) -> Figure:
    share, value = found if isinstance(found, tuple) else (found, found.value)
    return Figure(
        key[0], key[1], share.numerator, share.denominator, value, name, rule, years, share.code, share.reason,
        share.note,
    )  # fmt: skip


def _says_something(answers: Mapping[Circumstance, Answers]) -> bool:
    """Whether the State answered anything about tracing at all; a total alone is none."""
    return any(one.counts or one.unclear for one in answers.values())
