"""Readings of indicator 16.4.2 by name: which arms are counted above and below the line.

Two readings are in print. `metadata-2018`: all seized, found and surrendered arms below the line, those whose point of
diversion was established above it. `statistical-practice`: lines 1.2 to 1.4 above; 1.2 to 1.7 and 3 below, which leaves
out arms that belong to their lawful owner (1.1) and arms that cannot be identified uniquely (2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from salwa.domain.indicators.answers import Answers
from salwa.domain.indicators.lines import IDENTIFIABLE, NINE, PARTS_OF_TWO, Line
from salwa.domain.languages import Sentence, message
from salwa.domain.tracing import Circumstance

ESTABLISHED = (Line.ILLEGITIMATE_NATIONAL, Line.ILLEGITIMATE_FOREIGN, Line.DIVERSION_IDENTIFIED)
TRACED_OR_TRACEABLE = (*(line for line in IDENTIFIABLE if line is not Line.LEGITIMATE_OWNER), Line.MARKING_UNKNOWN)
# Lines that say somebody has set out to trace; without any of them a share of nothing would speak of what nobody tried.
TRIED = (Line.PENDING, Line.NO_DIVERSION_FOUND)

NOT_ANSWERED = message("None of the lines this method counts was answered; blank is not zero.")
NUMERATOR_BLANK = message(
    "None of the lines of traced arms was answered; what was traced is unknown, which is not zero."
)
UNCLEAR = message("A line this method needs was not answered with one exact number.")
NOTHING_COUNTED = message("No arms fall into the lines this method counts, so there is no share.")
NOT_TRACED = message(
    "No arms were traced and none are being traced; a share of zero would say that tracing found nothing."
)

ONLY_TRACED = message("Only lines of traced arms were answered, so the share says nothing about other arms.")
COVERS_PART = message("The outcomes cover {covered} of {total} arms.")
# Below this part of the arms stated, a share says so, and (arms seized) its year is not joined with another.
COVERED = 1 / 2


@dataclass(frozen=True, slots=True)
class Method:
    """One reading. `whole`: below the line stand all arms stated, or the sum of the nine lines where that is more."""

    name: str
    says: Sentence
    circumstances: tuple[Circumstance, ...]
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A share: `numerator` and `denominator` where they are known; `reason` says why there is no value.

    `numerator` is never more than `denominator`. `tried` says whether anybody set out to trace; `note` what a reader of
    the value has to know.
    """

    numerator: int | None
    denominator: int | None
    code: str = ""
    reason: Sentence | None = None
    tried: bool = True
    note: Sentence | None = None

    @property
    def value(self) -> float | None:
        """Per cent, 0 to 100, or None."""
        if self.reason is not None or self.numerator is None or not self.denominator:
            return None
        return 100 * self.numerator / self.denominator

    @property
    def exact(self) -> bool:
        """Whether both numbers are known and something was counted, even where a share of zero is not shown."""
        return self.numerator is not None and bool(self.denominator) and self.code in {"", "not_traced"}


_SEIZED = (Circumstance.SEIZED,)
_ALL = tuple(Circumstance)
METHODS: tuple[Method, ...] = (
    Method(
        "metadata-2018",
        Sentence(message("Metadata of 2018: arms traced to a point of diversion, of all that came in.")),
        _ALL, ESTABLISHED, NINE, whole=True,
    ),
    Method(
        "metadata-2018-illicit-manufacture",
        Sentence(message("As metadata-2018; illicitly made arms count as traced, to their making.")),
        _ALL, (*ESTABLISHED, Line.ILLICITLY_MADE), NINE, whole=True,
    ),
    Method(
        "metadata-2018-identifiable",
        Sentence(message("As metadata-2018, for arms that can be identified uniquely (lines 1.1 to 1.7) only.")),
        _ALL, ESTABLISHED, IDENTIFIABLE,
    ),
    Method(
        "statistical-practice",
        Sentence(message("Statistical practice: lines 1.2 to 1.4 of 1.2 to 1.7 and 3, arms seized, one year.")),
        _SEIZED, ESTABLISHED, TRACED_OR_TRACEABLE,
    ),
    Method(
        "statistical-practice-all",
        Sentence(message("As statistical-practice, for arms seized, found and surrendered together.")),
        _ALL, ESTABLISHED, TRACED_OR_TRACEABLE,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Method] = {method.name: method for method in METHODS}


def share_of(method: Method, answers: Mapping[Circumstance, Answers]) -> Share:
    """The share of one State and year by one method. Unknown is a reason, never a zero."""
    counted = [answers[one] for one in method.circumstances if one in answers]
    needed = tuple(dict.fromkeys((*method.above, *method.below)))
    if any(one.unclear_in(needed) for one in counted):
        return Share(None, None, "unclear", Sentence(UNCLEAR))
    if not any(one.answered(needed) for one in counted):
        return Share(None, None, "not_answered", Sentence(NOT_ANSWERED))
    denominator = sum(_below(method, one) for one in counted)
    if not any(one.answered(method.above) for one in counted):
        return Share(None, denominator, "numerator_blank", Sentence(NUMERATOR_BLANK))
    share = exact_share(
        sum(one.sum(method.above) for one in counted),
        denominator,
        tried=any(one.sum(TRIED) for one in counted),
    )
    return replace(share, note=_note(method, counted))


def _note(method: Method, counted: Sequence[Answers]) -> Sentence | None:
    """What limits the share: nothing but traced arms was answered, or few of the arms stated have an outcome."""
    others = [line for line in method.below if line not in method.above]
    if not method.whole and not any(one.answered(others) for one in counted):
        return Sentence(ONLY_TRACED)
    pairs = [(one.covered(), one.total) for one in counted]
    covered, total = sum(part or 0 for part, _ in pairs), sum(whole or 0 for _, whole in pairs)
    if method.whole or any(part is None for part, _ in pairs) or covered >= COVERED * total:
        return None
    return Sentence(COVERS_PART, {"covered": covered, "total": total})


def exact_share(numerator: int, denominator: int, *, tried: bool) -> Share:
    """A share of two known numbers; `tried`: whether any of these arms was or is being traced without success."""
    if not denominator:
        return Share(numerator, 0, "nothing_counted", Sentence(NOTHING_COUNTED), tried)
    if not numerator and not tried:
        return Share(0, denominator, "not_traced", Sentence(NOT_TRACED), tried)
    return Share(numerator, denominator, tried=tried)


def _below(method: Method, one: Answers) -> int:
    lines = one.sum(method.below)
    if any(line in PARTS_OF_TWO for line in method.above):
        # The parts of line 2 may add up to more than its stated subtotal; what is above the line is below it as well.
        parts = one.sum(PARTS_OF_TWO) - one.sum((Line.NOT_IDENTIFIABLE,))
        lines += max(0, parts)
    return max(lines, one.total or 0) if method.whole else lines
