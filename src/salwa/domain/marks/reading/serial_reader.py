"""The serial field, read: a clean number in a few microseconds, prose with care."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from salwa.domain.languages import Listed, Sentence
from salwa.domain.marks import serials
from salwa.domain.marks.folding import DEFAULT, ILLEGIBLE, FoldingTable
from salwa.domain.marks.mark_states import MarkLexicon, MarkWords, fold_words, squeeze
from salwa.domain.marks.reading.serial_text import SIGNS, Candidate, Clause, cleaned, read_clause
from salwa.domain.marks.serials import SerialPart, SerialReading, normalised
from salwa.domain.weapons import Component, MarkState

# A plain number typed plainly: no words, no signs, nothing a spreadsheet makes, nothing that could be a placeholder.
_CLEAN = re.compile(r"(?!SN\d)(?!0+$)[A-WYZ]{0,4}-?[0-9]{2,12}(?:-?[A-WYZ]{1,2})?(?:-?[0-9]{1,8})?[A-WYZ]?")
# The same behind a number sign, with a stroke, a letter before a hyphen or the letters of a Cyrillic series: the long
# way reads these alike, one by one (the tests compare the two).
_SIGNED = re.compile(
    r"(?:S/N |N[º°] |№ ?)?((?!SN\d)(?:[A-WYZ]{0,3}[A-Z]|[А-ФЦ-Я]{1,2}|[A-WYZ][0-9]-|[1-9][0-9]-)?"
    r"(?!0+(?:\D|$))[0-9]{5,8}(?:[A-WYZ]|/[0-9]{2})?)"
)
_DATE_LIKE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?-\d\d?-\d{4}")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_EXCEL_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.0+)?)?|\d\d?/\d\d?/(?:19|20)\d\d(?: 0?0:00(?::00)?)?"
    rf"|\d\d?-{_MONTH}(?:-\d\d(?:\d\d)?)?|{_MONTH}-\d\d"
)
_EXCEL_POWER = re.compile(r"(\d)[.,](\d{1,15})[eE]\+(\d{1,2})")
_EXCEL_ZERO = re.compile(r"\d+([.,]0{1,2})")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(\.0{1,2})?")
_CLAUSE_ENDS = re.compile(r"\s*[;；\n\r]+\s*|\s+/+\s+|/{2,}")
_GLUED_SERIAL = re.compile(
    r"(?i)^(?:(?:s/n|s\.n\.?|n/s|n\.s\.)[\s.:#-]*|(?:sn|ser|no|nr|num)[.:#][\s.:#-]*|sn(?=\d))(?=[A-Z]{0,4}\s?\d)"
)
_INNER = re.compile(r"(?<=[\w?*])\(([^()]{1,40})\)|\(([^()\w]{1,8})\)")
_BRACKETED = re.compile(r"(?<=[\w?])\[[^\[\]]{0,2}\]|\[[^\[\]]{0,2}\](?=[\w?])|(?<=\w)\[[^\[\]]{1,2}\]$")
_LOWER_X = re.compile(r"x")
_UPPER_X = re.compile(r"(?<=[\d?])X{2,}(?=\d|$)")
_LEADING_DOTS = re.compile(r"^\s*(?:\.{2,}|-{3,})\s*(?=[A-Z]{0,4}\d)")
_TRAILING_DOTS = re.compile(r"(?<=\d)([A-Z]{0,2})\s*(?:\.{2,}|-{3,})\s*$")
_LONG_RULE = re.compile(r"(?<=[A-Z\d])-{3,}|-{3,}(?=[A-Z\d])|(?<=[A-Z\d])\.{2,}(?=[A-Z\d])")
_SPACED_RULE = re.compile(r"(?<=[\w?]) (-(?: -)+)(?= [\w?])")
STRENGTH = (MarkState.ERASED, MarkState.PARTIAL, MarkState.ILLEGIBLE, MarkState.NONE, MarkState.MISSING)
FIRST_COMPONENTS = (Component.FRAME, Component.RECEIVER, Component.UNKNOWN)


class SerialReader:
    """Reads serial fields with the reviewed word lists. One instance serves the whole process."""

    def __init__(self, words: MarkWords, folding: FoldingTable = DEFAULT) -> None:
        self._lexicon = MarkLexicon(words)
        self._folding = folding
        self._prose = lru_cache(maxsize=50_000)(self._read_prose)

    def read(self, raw: str | None) -> SerialReading:
        """Read one field. Never raises; `raw` comes back as given (None as the empty text)."""
        if not raw:
            return SerialReading("", MarkState.MISSING, reasons=(Sentence(serials.EMPTY),))
        text = raw.strip()
        if _CLEAN.fullmatch(text) and not ("-" in text and _DATE_LIKE.fullmatch(text)):
            return SerialReading(raw, MarkState.PRESENT, text, text.replace("-", "") if "-" in text else text)
        signed = _SIGNED.fullmatch(text)
        if signed:
            part = SerialPart(Component.UNKNOWN, signed[1], normalised(signed[1], self._folding))
            return SerialReading(raw, MarkState.PRESENT, part.text, part.normalised, parts=(part,))
        reading = self._prose(text)
        return reading if text == raw else replace(reading, raw=raw)

    def _read_prose(self, raw: str) -> SerialReading:
        text = cleaned(raw)
        for attempt in (self._spreadsheet, self._alone):
            reading = attempt(raw, text)
            if reading is not None:
                return reading
        return self._clauses(raw, self._with_placeholders(text))

    def _spreadsheet(self, raw: str, text: str) -> SerialReading | None:
        """What a spreadsheet made of a number: a date, a power of ten, a fraction of zero."""
        if _EXCEL_DATE.fullmatch(text):
            return _state(raw, MarkState.MISSING, Sentence(serials.EXCEL_DATE, {"raw": text}))
        power = _EXCEL_POWER.fullmatch(text)
        if power:
            known = power[1] + power[2]
            unknown = int(power[3]) + 1 - len(known)
            number = known + ILLEGIBLE * max(0, min(unknown, 30))
            return self._number(raw, number, MarkState.PARTIAL, (Sentence(serials.EXCEL_POWER, {"raw": text}),))
        zero = _THOUSANDS.fullmatch(text) or _EXCEL_ZERO.fullmatch(text)
        if zero and text.strip("0.,"):
            added = zero[1] or ","
            number = text.removesuffix(zero[1] or "").replace(",", "")
            return self._number(raw, number, MarkState.PRESENT, (Sentence(serials.EXCEL_ZERO, {"added": added}),))
        return None

    def _alone(self, raw: str, text: str) -> SerialReading | None:
        """An answer that stands alone ("N/I"), or a filling that is no number (dashes, zeros, XXXX, ????)."""
        squeezed = squeeze(fold_words(text))
        signs = sum(c in SIGNS for c in text)
        if not squeezed:
            if signs >= 3:
                return _state(raw, MarkState.ILLEGIBLE, Sentence(serials.POSITIONS))
            return _state(raw, MarkState.MISSING, Sentence(serials.PLACEHOLDER, {"raw": text}))
        if not signs and (
            set(squeezed) == {"0"} or (set(squeezed) <= {"x", "х"} and len(squeezed) != 2) or squeezed == "xx"
        ):
            return _state(raw, MarkState.MISSING, Sentence(serials.PLACEHOLDER, {"raw": text}))
        state = self._lexicon.alone.get(squeezed) if not signs else None
        if state is None:
            return None
        return _state(raw, MarkState(state), Sentence(serials.WORDS[MarkState(state)]))

    def _with_placeholders(self, text: str) -> str:
        """Every way of writing "could not read this character" made a question mark."""
        text = _GLUED_SERIAL.sub("", text)
        text = _INNER.sub(self._inner, text)
        text = _BRACKETED.sub(ILLEGIBLE, text)
        text = _TRAILING_DOTS.sub(r"\1?", _LEADING_DOTS.sub(ILLEGIBLE, text))
        text = _SPACED_RULE.sub(lambda match: " " + match[1].replace("-", ILLEGIBLE), _LONG_RULE.sub(ILLEGIBLE, text))
        if "x" in text or "X" in text:
            text = " ".join(_placeholder_x(piece, text) for piece in text.split(" "))
        return text

    def _inner(self, match: re.Match[str]) -> str:
        """ "B1(illegible)109": a bracket written into the number; other brackets stay."""
        inside = match[1] or match[2] or ""
        if not any(c.isalnum() for c in inside):
            return ILLEGIBLE * max(1, len(inside.strip())) if inside.strip(" ?*_.-#") == "" else match[0]
        return ILLEGIBLE if read_clause(inside, self._lexicon).has("illegible") else f" ({inside}) "

    def _clauses(self, raw: str, text: str) -> SerialReading:
        readings: list[SerialReading] = []
        aside: list[SerialReading] = []
        context: list[Clause] = []
        for piece in _CLAUSE_ENDS.split(text):
            if not piece.strip(" .,-/"):
                continue
            clause = read_clause(piece, self._lexicon)
            if clause.candidates:
                readings.append(self._from_clause(raw, clause))
            elif _component(clause) is not Component.UNKNOWN and _said(clause):
                aside.append(_state(raw, *_words_alone(clause)))
            elif _said(clause):
                context.append(clause)
        if not readings:
            return self._without_number(raw, text, context, aside)
        reading = _together(raw, readings)
        for clause in context:
            reading = _with_remark(reading, clause)
        return reading

    def _without_number(self, raw: str, text: str, context: list[Clause], aside: list[SerialReading]) -> SerialReading:
        said = [_words_alone(clause) for clause in context] + [(one.state, one.reasons[0]) for one in aside]
        if said:
            best = min(said, key=lambda one: STRENGTH.index(one[0]))
            return _state(raw, *best)
        letters = text.strip(" .,;:/-'\"()[]")
        if letters.isalpha() and letters == letters.upper() and 2 <= len(letters) <= 5:
            return self._number(raw, letters, MarkState.PRESENT, (Sentence(serials.ONLY_LETTERS),))
        return _state(raw, MarkState.MISSING, Sentence(serials.NO_NUMBER_IN_TEXT))

    def _from_clause(self, raw: str, clause: Clause) -> SerialReading:
        chosen, parts = _parts(clause, self._folding)
        state, reasons, recovered = _judged(clause, chosen.text)
        text = _with_unread_ends(chosen.text, clause) if state is MarkState.PARTIAL else chosen.text
        main = SerialPart(chosen.component, text, normalised(text, self._folding))
        others = tuple(part for part in parts if part is not chosen)
        if others:
            values = {"chosen": main.text, "others": Listed(part.text for part in others)}
            reasons = (*reasons, Sentence(serials.SEVERAL, values))
        if ILLEGIBLE in main.normalised:
            reasons = (*reasons, Sentence(serials.POSITIONS))
        return SerialReading(
            raw, state, main.text, main.normalised, main.component, (main, *others), reasons, recovered
        )

    def _number(self, raw: str, number: str, state: MarkState, reasons: tuple[Sentence, ...]) -> SerialReading:
        part = SerialPart(Component.UNKNOWN, number, normalised(number, self._folding))
        return SerialReading(raw, state, number, part.normalised, part.component, (part,), reasons)


def _state(raw: str, state: MarkState, *reasons: Sentence) -> SerialReading:
    return SerialReading(raw, state, reasons=tuple(reasons))


def _said(clause: Clause) -> bool:
    return clause.has("erased", "illegible", "wear", "none", "missing", "partly", "untouched", "doubtful")


def _words_alone(clause: Clause) -> tuple[MarkState, Sentence]:
    """The state a clause without any number states."""
    if clause.has("untouched"):
        state = MarkState.NONE if clause.has("missing", "none") else MarkState.MISSING
        return state, Sentence(serials.WORDS[state])
    if clause.has("partly") and clause.has("erased", "illegible", "wear", "missing"):
        return MarkState.PARTIAL, Sentence(serials.WORDS[MarkState.PARTIAL])
    if clause.has("wear") and clause.has("erased", "illegible", "missing", "none", "wear"):
        return MarkState.ILLEGIBLE, Sentence(serials.WORN)
    if clause.has("none") and clause.has("unseen") and not clause.has("erased", "illegible"):
        return MarkState.MISSING, Sentence(serials.WORDS[MarkState.MISSING])
    for kind in ("erased", "illegible", "none", "missing"):
        if clause.has(kind):
            return MarkState(kind), Sentence(serials.WORDS[MarkState(kind)])
    state = MarkState.PARTIAL if clause.has("partly") else MarkState.MISSING
    return state, Sentence(serials.WORDS[state])


def _judged(clause: Clause, text: str) -> tuple[MarkState, tuple[Sentence, ...], bool]:
    """State of a number with words around it, and whether a laboratory recovered it."""
    revealed = clause.has("revealed")
    if clause.has("erased"):
        if revealed and ILLEGIBLE not in normalised(text):
            return MarkState.PRESENT, (Sentence(serials.RECOVERED),), True
        return MarkState.PARTIAL, (Sentence(serials.RECOVERED if revealed else serials.ALTERED),), revealed
    if ILLEGIBLE in normalised(text):
        return MarkState.PARTIAL, (), revealed
    if clause.has("partly", "illegible") or (clause.has("only", "last", "first") and clause.has("number")):
        return MarkState.PARTIAL, (Sentence(serials.PART_ONLY),), revealed
    if clause.has("missing") and clause.has("last", "first"):
        return MarkState.PARTIAL, (Sentence(serials.PART_ONLY),), revealed
    if clause.has("doubtful"):
        return MarkState.PARTIAL, (Sentence(serials.DOUBTED),), revealed
    return MarkState.PRESENT, (Sentence(serials.RECOVERED),) if revealed else (), revealed


def _with_unread_ends(text: str, clause: Clause) -> str:
    """ "Last three digits 006" is `?006`: the end of the number that was not read gets one sign."""
    if ILLEGIBLE in normalised(text) or not clause.has("number", "only", "partly", "erased", "illegible"):
        return text
    lost = clause.has("missing", "illegible", "erased", "wear") and not clause.has("only", "partly")
    if clause.has("last", "first"):
        # "Last digit removed" leaves the beginning; "last digits 006" gives the end.
        return text + ILLEGIBLE if clause.has("last") == lost else ILLEGIBLE + text
    if clause.has("only") and clause.has("number"):
        return ILLEGIBLE + text + ILLEGIBLE
    return text


def _parts(clause: Clause, folding: FoldingTable) -> tuple[SerialPart, list[SerialPart]]:
    """Every number with the part of the weapon that bears it; the frame's or receiver's number is the first choice."""
    owners = _owners(clause)
    parts = []
    for number, candidate in enumerate(clause.candidates):
        component = _first_component(owners.get(number, []))
        parts.append(SerialPart(component, candidate.text, normalised(candidate.text, folding)))
    parts = list({part.normalised: part for part in reversed(parts)}.values())[::-1]
    chosen = min(parts, key=_rank)
    return chosen, parts


def _owners(clause: Clause) -> dict[int, list[Component]]:
    """Which number each named part of the weapon belongs to, by the punctuation between them.

    "AB1 (frame), AB2 (barrel)" and "frame AB1, barrel AB2" are both common; where punctuation does not tell, all parts
    stand on the side on which the first one stands.
    """
    places = [(place, Component(kind.split(":")[1])) for kind, place in clause.found if kind.startswith("component:")]
    numbers = clause.candidates
    before = bool(places) and places[0][0] < numbers[0].start
    owners: dict[int, list[Component]] = {}
    for place, component in places:
        earlier = max((n for n, one in enumerate(numbers) if one.end <= place), default=None)
        later = min((n for n, one in enumerate(numbers) if one.start > place), default=None)
        if earlier is None or later is None:
            owner = _last_owner(clause, numbers[earlier], place, earlier) if earlier is not None else later
            if earlier is None and _nearer(places, place, numbers[0]) and _parted(clause, place, numbers[0].start):
                owner = None  # "frame erased, barrel 1234": the frame is not the number's
        else:
            parted_left = _parted(clause, numbers[earlier].end, place)
            parted_right = _parted(clause, place, numbers[later].start)
            owner = later if parted_left and not parted_right else earlier
            if parted_left == parted_right:
                owner = later if before else earlier
        if owner is not None:
            owners.setdefault(owner, []).append(component)
    return owners


def _nearer(places: list[tuple[int, Component]], place: int, number: Candidate) -> bool:
    return any(place < other < number.start for other, _ in places)


def _parted(clause: Clause, start: int, end: int) -> bool:
    return any(token.kind == "mark" and token.text != ":" for token in clause.tokens[start:end])


def _last_owner(clause: Clause, number: Candidate, place: int, owner: int) -> int | None:
    """A part named after the last number is that number's, unless another part and a comma stand between them."""
    between = [at for at in range(number.end, place) if clause.tokens[at].text in {",", ";"}]
    named = [at for kind, at in clause.found if kind.startswith("component:") and number.end <= at < place]
    split = (
        named
        and between
        and any(at > named[0] for at in between)
        and clause.has("erased", "illegible", "none", "missing")
    )
    return None if split else owner


def _first_component(components: list[Component]) -> Component:
    order = {component: place for place, component in enumerate(FIRST_COMPONENTS)}
    return min(components, key=lambda one: order.get(one, len(order))) if components else Component.UNKNOWN


def _rank(part: SerialPart) -> tuple[int, bool, bool]:
    order = FIRST_COMPONENTS.index(part.component) if part.component in FIRST_COMPONENTS else len(FIRST_COMPONENTS)
    return (order, len(part.normalised.replace(ILLEGIBLE, "")) < 3, ILLEGIBLE in part.normalised)


def _component(clause: Clause) -> Component:
    return next((Component(k.split(":")[1]) for k, _ in clause.found if k.startswith("component:")), Component.UNKNOWN)


def _together(raw: str, readings: list[SerialReading]) -> SerialReading:
    """Several clauses with numbers: the frame's number leads, the others stand beside it."""
    lead = min(readings, key=lambda one: _rank(one.parts[0]))
    if len(readings) == 1:
        return lead
    parts = {part.normalised: part for part in (*lead.parts, *(p for one in readings for p in one.parts))}
    others = [part.text for part in parts.values() if part.normalised != lead.normalised]
    reasons = tuple(reason for reason in lead.reasons if reason.template != serials.SEVERAL)
    if others:
        reasons = (*reasons, Sentence(serials.SEVERAL, {"chosen": lead.text, "others": Listed(others)}))
    return replace(lead, parts=tuple(parts.values()), reasons=reasons)


def _with_remark(reading: SerialReading, clause: Clause) -> SerialReading:
    """A clause without a number speaks about the number of the other clause."""
    if (
        reading.state is MarkState.PRESENT
        and clause.has("erased", "partly", "illegible")
        and not clause.has("untouched")
    ):
        if reading.recovered:
            return reading
        sentence = Sentence(serials.ALTERED if clause.has("erased") else serials.PART_ONLY)
        return replace(reading, state=MarkState.PARTIAL, reasons=(sentence, *reading.reasons))
    return reading


def _placeholder_x(piece: str, text: str) -> str:
    """An x for a character nobody could read: small among digits and capitals, or several capitals after a digit."""
    letters = [c for c in piece if c.isalpha()]
    if not any(c.isdigit() for c in piece):
        explained = len(text) > len(piece) and set(letters) == {"x"} and len(letters) > 1
        return ILLEGIBLE * len(letters) if explained else piece
    if "x" in letters and all(c == "x" or c.isupper() for c in letters):
        lone_prefix = piece.startswith("x") and letters == ["x"] and len(text) <= len(piece)
        if not lone_prefix:
            return _LOWER_X.sub(ILLEGIBLE, piece)
    if "X" in letters and re.search(r"(?<![^\W_])XX?(?![^\W_])[^?]{0,12}[a-z]{3}", text):
        return piece.replace("X", ILLEGIBLE)
    return _UPPER_X.sub(lambda match: ILLEGIBLE * len(match[0]), piece)
