"""Why a registered weapon may, or may not, be the one asked for: one small rule a mark, each with its words.

The first paragraph of each rule is what an officer is shown as its explanation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from salwa.domain.languages import Entry, Sentence, message
from salwa.domain.marks.differences import differences
from salwa.domain.marks.matching.agreement import AGREES, CHANCE, DIFFERS, YEAR_BESIDE
from salwa.domain.marks.matching.edit_cost import TOO_FAR, weighted_costs
from salwa.domain.marks.matching.records import SKELETON_WIDTH
from salwa.domain.marks.matching.weights import ERROR_EVIDENCE, FORM_EVIDENCE

FIELDS = ("serial", "maker", "model", "calibre", "type", "country", "import_country", "year")
# Fields whose entries are named in the language of the reader.
NAMED = frozenset({"type", "country", "import_country"})
LONGEST = 60


class Bearing(StrEnum):
    """What a reason does to a candidate: speaks for it, against it, or neither."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Known:
    """One mark as known on one side: the text as typed and the reference code it was read as (empty = not read).

    For a serial `code` is unused and `forms` holds its skeletons; for a calibre that names no single one `may_be`
    are its members, for any calibre `near` those that also fit or are often confused with it; for a type `may_be`
    are the codes above and below it. `year` is the year as a number.
    """

    text: str = ""
    code: str = ""
    forms: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    year: int | None = None

    def silent(self) -> bool:
        """Whether nothing is known."""
        return not (self.code or self.text.strip() or self.year)

    def shown(self) -> str:
        """The text as typed, shortened for a sentence."""
        text = self.text.strip() or (str(self.year) if self.year else self.code)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

    def named(self, name: str) -> str | Entry:
        """What a sentence says of this mark: the text as typed; of a type or a State its name in the reader's language.

        Types and States are chosen from lists or follow from other marks; makers, models and calibres were read.
        """
        if self.code and (name in NAMED or not self.text.strip()):
            return Entry(name, self.code, self.shown())
        return self.shown()


Marks = Mapping[str, Known]
# How many registered marks have a code: (field, code) -> records; ("", "") -> all.
Commonness = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the field, its weight in natural-log units, the sentence, and both values as typed.

    Of a serial only: `cost` = weighted errors, `form` as in sureness.py, `whole` = every position was read.
    """

    field: str
    weight: float
    bearing: Bearing
    sentence: Sentence
    asked: str
    recorded: str
    cost: float = 0.0
    form: int = 0
    whole: bool = True


SERIAL_SAME = message("The serial is registered exactly so: {recorded}.")
SERIAL_FORM = message(
    "The serial {asked} is registered as {recorded}: characters that are often taken for one another, else the same."
)
SERIAL_OTHER_LETTER = message(
    "The serial {asked} is registered as {recorded}: one letter for another that looks alike. It may be another weapon."
)
SERIAL_ILLEGIBLE = message("The serial {asked} fits the registered {recorded} in every position that could be read.")
SERIAL_ONE = message("The serial {asked} differs from the registered {recorded} by one error.")
SERIAL_ALIKE = message(
    "The serial {asked} differs from the registered {recorded} by one character that is easily misread."
)
SERIAL_FORM_AT = message(
    "The serial {asked} is registered as {recorded}: sign {place} is “{read}” in the one and “{registered}” "
    "in the other, which are often taken for one another; all else is the same."
)
SERIAL_OTHER_LETTER_AT = message(
    "The serial {asked} is registered as {recorded}: sign {place} is “{read}” in the one and “{registered}” in the "
    "other, which look alike. It may be another weapon."
)
SERIAL_ALIKE_AT = message(
    "The serial {asked} differs from the registered {recorded} in sign {place}: “{read}” for "
    "“{registered}”, which are easily misread for one another."
)
SERIAL_ONE_AT = message(
    "The serial {asked} differs from the registered {recorded} in sign {place}: “{read}” for “{registered}”."
)
# The same said with its place, where one letter or digit stands for another.
AT = {
    SERIAL_FORM: SERIAL_FORM_AT, SERIAL_OTHER_LETTER: SERIAL_OTHER_LETTER_AT, SERIAL_ALIKE: SERIAL_ALIKE_AT,
    SERIAL_ONE: SERIAL_ONE_AT,
}  # fmt: skip
SERIAL_TWO = message("The serial {asked} differs from the registered {recorded} by about two errors.")
SERIAL_FAR = message("The serial {asked} is not the registered {recorded}.")
SAME = {
    "maker": message("The maker is the same: {asked}, registered as {recorded}."),
    "model": message("The model is the same: {asked}, registered as {recorded}."),
    "calibre": message("The calibre is the same: {asked}, registered as {recorded}."),
    "type": message("The type of weapon is the same: {asked}, registered as {recorded}."),
    "country": message("The country of manufacture is the same: {asked}, registered as {recorded}."),
    "import_country": message("The import mark is of the same country: {asked}, registered as {recorded}."),
    "year": message("The year of manufacture is the same: {asked}."),
}
OTHER = {
    "maker": message("The maker is another one: {asked} was asked for, {recorded} is registered."),
    "model": message("The model is another one: {asked} was asked for, {recorded} is registered."),
    "calibre": message("The calibre is another one: {asked} was asked for, {recorded} is registered."),
    "type": message("The type of weapon is another one: {asked} was asked for, {recorded} is registered."),
    "country": message("The country of manufacture is another one: {asked} was asked for, {recorded} is registered."),
    "import_country": message("The import mark is of another country: {asked} was read, {recorded} is registered."),
    "year": message("The year of manufacture is another one: {asked} was asked for, {recorded} is registered."),
}
CALIBRE_FITS = message("The calibre {asked} names several cartridges; the registered {recorded} is one of them.")
CALIBRE_FITTED = message("The registered calibre {recorded} names several cartridges; {asked} is one of them.")
CALIBRES_MEET = message("The calibres {asked} and {recorded} each name several cartridges, some of them the same.")
CALIBRE_NEAR = message("The calibre {asked} is not the registered {recorded}, but the two are often confused.")
TYPE_FITS = message("The type {asked} and the registered {recorded} do not exclude one another.")
YEAR_BESIDE_IT = message("The year of manufacture is one off: {asked} was asked for, {recorded} is registered.")
TEXT_SAME = message("Both say {recorded}; Salwa knows no such entry, so the words were compared as they stand.")
TEXT_OTHER = message("{asked} was asked for, {recorded} is registered; Salwa could not tell whether they are the same.")


def compare_serial(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The serial counts most. Each character that was misread, lost, added or changed places counts against the
    candidate; characters that eyes confuse (3 and 8, 1 and 7) count less, and those that Salwa treats as equal
    (0 and O, 1 and I) hardly at all. A position known to be illegible fits any character.
    """
    if not asked.forms or not recorded.forms:
        return None
    if set(asked.forms) & set(recorded.forms) and "?" not in asked.forms[0]:
        cost = 0.0
    else:
        cost = min(serial_cost(one, other) for one in asked.forms for other in recorded.forms)
    form = _form(asked.text, recorded.text) if cost == 0 else 0
    illegible = any("?" in one for one in (*asked.forms, *recorded.forms))
    templates = [
        (cost == 0 and form == 0, SERIAL_SAME), (cost == 0 and form == 1, SERIAL_FORM),
        (cost == 0, SERIAL_OTHER_LETTER),
        (cost < 0.5 and illegible, SERIAL_ILLEGIBLE), (cost < 0.75, SERIAL_ALIKE), (cost < 1.3, SERIAL_ONE),
        (cost < 2.6, SERIAL_TWO),
    ]  # fmt: skip
    template = next((words for fits, words in templates if fits), SERIAL_FAR)
    weight = -ERROR_EVIDENCE * cost + float(FORM_EVIDENCE[form])
    bearing = Bearing.FOR if cost < 1.3 else Bearing.NEITHER if cost < 2.6 else Bearing.AGAINST
    both = {"asked": asked.shown(), "recorded": recorded.shown()}
    return Reason(
        "serial",
        weight,
        bearing,
        _with_place(template, asked, recorded),
        both["asked"],
        both["recorded"],
        cost,
        form,
        not illegible,
    )


def _with_place(template: str, asked: Known, recorded: Known) -> Sentence:
    """The sentence about two serials; where they differ in one letter or digit it names the place and both."""
    both: dict[str, str | int | float] = {"asked": asked.shown(), "recorded": recorded.shown()}
    found = differences(asked.text, recorded.text) if template in AT else ()
    if len(found) != 1 or not (found[0].read and found[0].registered):
        return Sentence(template, both)
    one = found[0]
    return Sentence(AT[template], {**both, "place": one.place, "read": one.read, "registered": one.registered})


def serial_cost(asked: str, recorded: str) -> float:
    """Weighted errors between two skeletons (`edit_cost.py`)."""
    one = np.frombuffer(asked[:SKELETON_WIDTH].encode(), dtype=np.uint8)[None, :]
    other = np.array([recorded[:SKELETON_WIDTH]], dtype=f"S{SKELETON_WIDTH}").view(np.uint8).reshape(1, -1)
    return float(weighted_costs(one, other)[0]) if asked and recorded else TOO_FAR


def _form(asked: str, recorded: str) -> int:
    one, other = _plain(asked), _plain(recorded)
    if one == other or len(one) != len(other):
        return 0 if one == other else 1
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return 2 if any(a.isalpha() and b.isalpha() and a.isascii() and b.isascii() for a, b in differ) else 1


def _plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum() or c == "?")


def compare_maker(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The maker counts by how rare it is in this register: agreeing on a maker with few weapons says much. Names that
    Salwa knows as one maker (former names, abbreviations, other scripts) agree.
    """
    return _by_code("maker", asked, recorded, common)


def compare_model(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The model counts by how rare it is among the weapons of its maker. Models are confused more often than makers, so
    another model speaks against the candidate less than another maker does.
    """
    return _by_code("model", asked, recorded, common)


def compare_calibre(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The calibre agrees when both are names of one cartridge. A text that names several (9 mm) agrees weakly with each
    of them; cartridges that are often confused speak only slightly against the candidate.
    """
    if asked.silent() or recorded.silent():
        return None
    both, told = _both("calibre", asked, recorded)
    members, others = asked.may_be or (asked.code,), recorded.may_be or (recorded.code,)
    if asked.code and asked.code == recorded.code or not (asked.may_be or recorded.may_be):
        near = recorded.code in asked.near or asked.code in recorded.near
        if asked.code != recorded.code and asked.code and recorded.code and near:
            weight = _weights("calibre", asked.code, common)[1] / 4
            sentence = Sentence(CALIBRE_NEAR, told)
            return Reason("calibre", weight, Bearing.NEITHER, sentence, both["asked"], both["recorded"])
        return _by_code("calibre", asked, recorded, common)
    if set(members) & set(others):
        share = sum(common("calibre", code) for code in set(members) | set(others)) / max(common("", ""), 1.0)
        weight = max(0.05, math.log(AGREES["calibre"] / min(max(share, 1e-6), 0.9)))
        template = CALIBRE_FITS if not recorded.may_be else CALIBRE_FITTED if not asked.may_be else CALIBRES_MEET
        return Reason("calibre", weight, Bearing.FOR, Sentence(template, told), both["asked"], both["recorded"])
    return _by_code("calibre", asked, recorded, common)


def compare_type(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The type of weapon counts little, because many weapons share it. A general type (rifle) does not contradict a
    narrower one (assault rifle).
    """
    if asked.code and recorded.code and (recorded.code in asked.may_be or asked.code in recorded.may_be):
        both, told = _both("type", asked, recorded)
        sentence = Sentence(TYPE_FITS, told)
        return Reason("type", 0.1, Bearing.NEITHER, sentence, both["asked"], both["recorded"])
    return _by_code("type", asked, recorded, common)


def compare_country(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The country of manufacture, struck under ITI 8(a), counts where both sides give it."""
    return _by_code("country", asked, recorded, common)


def compare_import_country(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The import mark, struck under ITI 8(b), counts where both sides give its country. A weapon without an import mark
    in the register is not contradicted by one read on the weapon: it may have been struck later.
    """
    return _by_code("import_country", asked, recorded, common)


def compare_year(asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    """The year of manufacture agrees when it is the same, and nearly when it is one off: makers date weapons by the
    contract or by the delivery.
    """
    if not asked.year or not recorded.year:
        return None
    both = {"asked": str(asked.year), "recorded": str(recorded.year)}
    if abs(asked.year - recorded.year) == 1:
        weight = math.log(YEAR_BESIDE / (2 * CHANCE["year"]))
        sentence = Sentence(YEAR_BESIDE_IT, both)
        return Reason("year", weight, Bearing.NEITHER, sentence, both["asked"], both["recorded"])
    same = asked.year == recorded.year
    agree, differ = _weights("year", "", common)
    return Reason(
        "year", agree if same else differ, Bearing.FOR if same else Bearing.AGAINST,
        Sentence((SAME if same else OTHER)["year"], both), both["asked"], both["recorded"],
    )  # fmt: skip


COMPARATORS: dict[str, Callable[[Known, Known, Commonness], Reason | None]] = {
    "serial": compare_serial,
    "maker": compare_maker,
    "model": compare_model,
    "calibre": compare_calibre,
    "type": compare_type,
    "country": compare_country,
    "import_country": compare_import_country,
    "year": compare_year,
}


def reasons_for(asked: Marks, recorded: Marks, common: Commonness) -> tuple[Reason, ...]:
    """Every reason for and against, the serial first, then by weight; silent where one side knows nothing."""
    found = [COMPARATORS[name](asked.get(name, Known()), recorded.get(name, Known()), common) for name in FIELDS]
    told = [reason for reason in found if reason is not None]
    return tuple(sorted(told, key=lambda reason: (reason.field != "serial", -abs(reason.weight))))


def _both(name: str, asked: Known, recorded: Known) -> tuple[dict[str, str], dict[str, str | Entry]]:
    """Both values as typed, and as a sentence says them."""
    return (
        {"asked": asked.shown(), "recorded": recorded.shown()},
        {"asked": asked.named(name), "recorded": recorded.named(name)},
    )


def _by_code(name: str, asked: Known, recorded: Known, common: Commonness) -> Reason | None:
    if asked.silent() or recorded.silent():
        return None
    both, told = _both(name, asked, recorded)
    if not (asked.code and recorded.code):
        return _by_words(name, both, told)
    agree, differ = _weights(name, asked.code, common)
    same = asked.code == recorded.code
    sentence = Sentence((SAME if same else OTHER)[name], told)
    weight, bearing = (agree, Bearing.FOR) if same else (differ, Bearing.AGAINST)
    return Reason(name, weight, bearing, sentence, both["asked"], both["recorded"])


def _by_words(name: str, both: dict[str, str], told: dict[str, str | Entry]) -> Reason | None:
    """Words that could not both be read: the same words speak for the candidate, other words for nothing."""
    asked, recorded = both["asked"], both["recorded"]
    if not asked or not recorded:
        return None
    if _plain(asked) == _plain(recorded) and _plain(asked):
        return Reason(name, 1.5, Bearing.FOR, Sentence(TEXT_SAME, told), asked, recorded)
    return Reason(name, 0.0, Bearing.NEITHER, Sentence(TEXT_OTHER, told), asked, recorded)


def _weights(name: str, code: str, common: Commonness) -> tuple[float, float]:
    total = max(common("", ""), 1.0)
    chance = CHANCE.get(name) or (common(name, code) + 1) / (total + 1)
    chance = min(max(chance, 1e-7), 0.9)
    return max(math.log(AGREES[name] / chance), 0.05), min(math.log(DIFFERS[name] / (1 - chance)), -0.05)
