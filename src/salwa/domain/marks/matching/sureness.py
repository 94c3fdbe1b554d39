"""What tells how sure an identification is: the best candidate's own evidence, its rivals, and its neighbourhood."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.agreement import Evidence
from salwa.domain.marks.matching.edit_cost import ALIKE_COST, END_GAP_COST, SWAP_COST, TOO_FAR, Costs
from salwa.domain.marks.matching.query import MarkQuery

# How the foldable characters of two equal skeletons were written: alike, a digit for a letter, a letter for a letter.
FORMS_ALIKE, DIGIT_FOR_LETTER, LETTER_FOR_LETTER = range(3)
# From this weighted cost on, at least one character of the serial was misread, lost or added.
ONE_ERROR = 0.5
# The weights were trained on registers from this size on (decimal log); a smaller one is judged like it.
SMALLEST_REGISTER = 5.0
_NO_RIVAL = -12.0
_FLOOR = 1e-4
_LOOKED_AT = 32
_NOT_LETTERS = str.maketrans("", "", "0123456789?")


@dataclass(slots=True)
class Features:
    """What the probability of the best candidate is reckoned from; every one a plain number.

    Its serial: `cost` weighted errors (at most 3); `swapped`, `alike`, `at_end`, `plain` = 1 where the only error is
    of that kind; `digit_form`, `letter_form` = 1 where a digit was taken for a letter, or one letter for another, in
    an otherwise equal serial; `length` characters read, `letters` of them letters, `illegible` positions not read.
    Its other marks: evidence for (`maker`, `model`, `calibre`, `others`; `support` all but the maker) and 1, or a
    number of fields, against (`maker_against` ...); `no_maker`, `nothing_else` = 1 where no maker, nothing beside the
    maker, could be compared. The others: `rivals` log of their summed evidence over that of the best one, `rival` that
    of the best rival, `equal` log of those whose serial fits as well, `beside` log of the records within one error,
    `of_maker` log of the records of the maker asked for, `register` decimal log of all records.
    """

    cost: float = 3.0
    digit_form: float = 0.0
    letter_form: float = 0.0
    maker: float = 0.0
    no_maker: float = 0.0
    maker_against: float = 0.0
    model: float = 0.0
    model_against: float = 0.0
    calibre: float = 0.0
    calibre_against: float = 0.0
    others: float = 0.0
    others_against: float = 0.0
    year_against: float = 0.0
    rivals: float = 0.0
    rival: float = 0.0
    beside: float = 0.0
    equal: float = 0.0
    length: float = 0.0
    letters: float = 0.0
    illegible: float = 0.0
    swapped: float = 0.0
    alike: float = 0.0
    at_end: float = 0.0
    plain: float = 0.0
    of_maker: float = 0.0
    nothing_else: float = 0.0
    support: float = 0.0
    register: float = 0.0

    def kind(self) -> str:
        """Which of three ways of being wrong is to be reckoned with: a serial read whole, in part, or with an error."""
        if self.cost >= ONE_ERROR:
            return "error"
        return "illegible" if self.illegible else "whole"


FEATURES = tuple(field.name for field in fields(Features))
values_of = attrgetter(*FEATURES)


def form_difference(recorded: npt.NDArray[np.uint16], asked: int, costs: Costs) -> npt.NDArray[np.uint8]:
    """For each record whether its foldable characters were written otherwise, where the skeletons are equal."""
    out = np.zeros(len(recorded), dtype=np.uint8)
    same = np.flatnonzero(costs == 0)
    if len(same):
        theirs = recorded[same]
        differ = theirs ^ np.uint16(asked)
        places = (differ | differ >> np.uint16(1)) & np.uint16(0x5555)
        letter = (theirs | theirs >> np.uint16(1)) & np.uint16((asked | asked >> 1) & 0x5555) & places
        out[same] = np.where(letter != 0, LETTER_FOR_LETTER, np.where(differ != 0, DIGIT_FOR_LETTER, FORMS_ALIKE))
    return out


def features_of(
    query: MarkQuery,
    costs: Costs,
    fields: Evidence,
    evidence: npt.NDArray[np.float32],
    best: tuple[int, int, float, int],
) -> Features:
    """Features of the first candidate of those given best first.

    `fields` (k, 7) as in agreement.py; `best` = its form difference, the number of records within one error, the number
    of records of the maker asked for, and of all records.
    """
    form, beside, of_maker, records = best
    cost = float(costs[0])
    if cost >= TOO_FAR:
        return Features()
    maker, model, calibre, kind, country, imported, year = fields[0].tolist()
    others = max(kind, 0.0) + max(country, 0.0) + max(imported, 0.0) + max(year, 0.0)
    total = float(evidence[0])
    behind = evidence[1:_LOOKED_AT].astype(np.float64) - total
    illegible = query.skeleton.count("?")
    return Features(
        cost=min(cost, 3.0),
        digit_form=float(form == DIGIT_FOR_LETTER),
        letter_form=float(form == LETTER_FOR_LETTER),
        maker=max(maker, 0.0),
        no_maker=float(maker == 0.0),
        maker_against=float(maker < 0),
        model=max(model, 0.0),
        model_against=float(model < 0),
        calibre=max(calibre, 0.0),
        calibre_against=float(calibre < 0),
        others=others,
        others_against=float((kind < 0) + (country < 0) + (imported < 0) + (year < 0)),
        year_against=float(year < -2),
        rivals=math.log(float(np.exp(behind).sum()) + _FLOOR),
        rival=max(_NO_RIVAL, float(behind[0])) if len(behind) else _NO_RIVAL,
        beside=math.log1p(beside),
        equal=math.log1p(int(np.count_nonzero(costs[1:_LOOKED_AT] <= cost + 0.05))),
        length=float(len(query.skeleton) - illegible),
        letters=float(len(query.skeleton.translate(_NOT_LETTERS))),
        illegible=float(illegible),
        swapped=_is(cost, SWAP_COST),
        alike=_is(cost, ALIKE_COST),
        at_end=_is(cost, END_GAP_COST),
        plain=_is(cost, 1.0),
        of_maker=math.log1p(of_maker),
        nothing_else=float(not any((model, calibre, kind, country, imported, year))),
        support=max(model, 0.0) + max(calibre, 0.0) + others,
        register=max(SMALLEST_REGISTER, math.log10(records + 1)),
    )


def _is(cost: float, kind: float) -> float:
    return float(abs(cost - kind) < 0.01)
