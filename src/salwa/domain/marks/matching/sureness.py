"""What tells how sure an identification is: the best candidate's own evidence, its rivals, and its neighbourhood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.agreement import Evidence
from salwa.domain.marks.matching.edit_cost import TOO_FAR, Costs
from salwa.domain.marks.matching.query import MarkQuery

# How the foldable characters of two equal skeletons were written: alike, a digit for a letter, a letter for a letter.
FORMS_ALIKE, DIGIT_FOR_LETTER, LETTER_FOR_LETTER = range(3)
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of the best candidate is reckoned from; every one a plain number.

    `cost` weighted errors in the serial; `near`, `far` = how much of it lies below and above one error; `digit_form`,
    `letter_form` = 1 where a digit was taken for a letter, or one letter for another, in an otherwise equal serial;
    `fields` evidence of the other marks, `against` the part of it that contradicts; `rivals` log of the summed evidence of
    the other candidates over that of the best one; `beside` log of the number of records within one error; `length`
    characters that were read, `illegible` positions that were not; `no_maker` = 1 where no maker was compared.
    """

    cost: float = TOO_FAR
    digit_form: float = 0.0
    letter_form: float = 0.0
    fields: float = 0.0
    against: float = 0.0
    rivals: float = 0.0
    beside: float = 0.0
    length: float = 0.0
    illegible: float = 0.0
    no_maker: float = 0.0


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
    query: MarkQuery, costs: Costs, fields: Evidence, evidence: npt.NDArray[np.float32], best: tuple[int, int]
) -> Features:
    """Features of the first candidate; `best` = its form difference and the number of records within one error."""
    form, beside = best
    own = fields[0].tolist()
    total = float(evidence[0])
    others = math.fsum(math.exp(max(-50.0, one - total)) for one in evidence[1:33].tolist())
    illegible = query.skeleton.count("?")
    return Features(
        cost=float(costs[0]),
        digit_form=float(form == DIGIT_FOR_LETTER),
        letter_form=float(form == LETTER_FOR_LETTER),
        fields=math.fsum(own),
        against=math.fsum(min(one, 0.0) for one in own),
        rivals=math.log(others + _FLOOR),
        beside=math.log1p(beside),
        length=float(len(query.skeleton) - illegible),
        illegible=float(illegible),
        no_maker=float(own[0] == 0.0),
    )
