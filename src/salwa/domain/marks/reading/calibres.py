"""Reading the calibre: numbers, units, gauges, brackets, and what spreadsheets make of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.languages import Listed, Sentence
from salwa.domain.marks.mark_states import fold_words
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import Calibre, ReferenceBook

_TIMES = re.compile(r"(?<=\d)\s*(?:mm)?\s*[x×хХ✕✖*⨯]\s*(?=[.,]?\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,3}(?!\d))")
_UNIT = re.compile(
    r"(?<=[\d.])\s*(?:mm|m/m|мм|ملم|مم|ميليمتر|毫米|公厘|milimetros?|millimetres?|millimeters?|milim|мм\.)(?![^\W\d_])"
)
_TOKEN = re.compile(r"\d+(?:\.\d+)?x\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?|\.?\d+(?:\.\d+)?|[㐀-鿿]|[^\W\d_]+|[-/](?=\d)")
_MEASURES = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)")
_GAUGE = re.compile(r"(?<![\d.])(\d{1,2})\s*(?:ga|gauge|gg|cal|c)?\s*[/x-]\s*(\d{2}(?:\.\d)?)(?![\d.])")
_EXCEL = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?|(\d\d?)/(\d\d?)/(\d{4})(?: 0?0:00(?::00)?)?")
_MONTH_NAMES = (
    "jan|janv|ene|gen|янв|oca", "feb|fev|fevr|фев|sub", "mar|mars|мар", "apr|abr|avr|апр|nis",
    "may|mai|mag|май", "jun|juin|giu|июн|haz", "jul|juil|lug|июл|tem", "aug|ago|aout|авг|agu",
    "sep|set|sept|сен|eyl", "oct|out|okt|ott|окт|eki", "nov|ноя|kas", "dec|dez|dic|дек|ara",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,5})\.?[-/ ](\d{2}|\d{4})")
_CALIBRE_WORD = frozenset(
    [
        "cal",
        "calibre",
        "caliber",
        "calibro",
        "kaliber",
        "kalibre",
        "kalibra",
        "kal",
        "kalib",
        "калибр",
        "калибра",
        "кал",
        "عيار",
        "口",
        "径",
    ]
)
_HALVES = re.compile(
    r"\s+(?:ou|or|oder|o|ou|и|или|e|et|and|und|y)\s+|\s*[;,]\s+|\s*(?<!\d)/\s*|\s+[/-]\s+|(?<=[^\W\d_])\s*/\s*"
)
# A reading this close to nominal measures is the same cartridge: registers round 9x19.15 to 9x19 and 10x21.6 to 10x22.
BORE_TOLERANCE, CASE_TOLERANCE = 0.12, 0.6


@dataclass(frozen=True, slots=True)
class CalibreGuess:
    """A calibre a text may mean. `others`: codes that fit as well."""

    code: str
    strength: float
    reason: Sentence
    others: tuple[str, ...] = ()


class CalibreNames:
    """All names of all calibres, ready for reading."""

    def __init__(self, book: ReferenceBook) -> None:
        self._calibres = book.calibres
        self._words = book.words
        self._noise = frozenset(token for word in book.words.calibre_noise for token in _tokens(word)) | _CALIBRE_WORD
        self._keys: dict[str, list[str]] = {}
        self._measures: list[tuple[float, float, str]] = []
        for calibre in book.calibres.values():
            for name in (calibre.name, calibre.code.replace("-", " "), *calibre.synonyms):
                self._enter(name, calibre)

    def _enter(self, name: str, calibre: Calibre) -> None:
        tokens = _tokens(name)
        lone = _lone_number(name)
        for key in (lone,) if lone else dict.fromkeys(("".join(tokens), "".join(_without_calibre_word(tokens)))):
            if key and calibre.code not in self._keys.setdefault(key, []):
                self._keys[key].append(calibre.code)
        measures = _MEASURES.fullmatch("".join(_without_calibre_word(tokens)))
        if measures and calibre.kind != "unspecific":
            self._measures.append((float(measures[1]), float(measures[2]), calibre.code))

    def guess(self, raw: str, shotgun: bool = False) -> CalibreGuess | None:
        """What the text means, or None. `shotgun`: the weapon is one, so that a bare 32 is a gauge."""
        return (
            self._date(raw)
            or self._whole(raw, raw, shotgun)
            or self._bracketed(raw, shotgun)
            or self._gauge(raw)
            or self._parts(raw, shotgun)
            or self._window(raw, shotgun)
        )

    def _whole(self, raw: str, text: str, shotgun: bool) -> CalibreGuess | None:
        tokens = _tokens(text)
        for key in (*_lone_forms(text), "".join(tokens), "".join(_without_calibre_word(tokens))):
            codes = self._keys.get(key)
            if codes:
                return self._chosen(raw, codes, shotgun, (phrases.CALIBRE_EXACT, 0.98))
        return self._by_measures(raw, tokens)

    def _codes_of(self, run: tuple[str, ...]) -> list[str] | None:
        key = "".join(run)
        forms = (key, f".{key}", f"{key}mm") if len(run) == 1 else (key,)
        return next((self._keys[form] for form in forms if form in self._keys), None)

    def _chosen(
        self, raw: str, codes: list[str], shotgun: bool, how: tuple[str, float], part: str = ""
    ) -> CalibreGuess:
        """One of the codes a key has: for a shotgun its gauge; the text's unspecific entry; else the first."""
        template, strength = how
        gauges = [code for code in self._reach(codes) if self._calibres[code].kind == "shotgun"]
        if shotgun and gauges and gauges[0] != codes[0] and not raw.lstrip().startswith("."):
            values = {"raw": raw, "name": self._calibres[gauges[0]].name}
            return CalibreGuess(gauges[0], min(strength, 0.85), Sentence(phrases.CALIBRE_BY_TYPE, values), tuple(codes))
        unspecific = [code for code in codes if self._calibres[code].kind == "unspecific"]
        code = (unspecific or codes)[0]
        if self._calibres[code].kind == "unspecific":
            members = self._calibres[code].members
            choices = Listed(self._calibres[one].name for one in members[:6] if one in self._calibres)
            sentence = Sentence(phrases.CALIBRE_UNSPECIFIC, {"raw": raw, "choices": choices})
            return CalibreGuess(code, min(strength, 0.9), sentence, members)
        values = {"raw": raw, "name": self._calibres[code].name} | ({"part": part} if part else {})
        others = tuple(one for one in codes if one != code)
        return CalibreGuess(code, strength if not others else 0.7, Sentence(template, values), others)

    def _reach(self, codes: list[str]) -> list[str]:
        return [one for code in codes for one in (code, *self._calibres[code].members) if one in self._calibres]

    def _by_measures(self, raw: str, tokens: tuple[str, ...]) -> CalibreGuess | None:
        """Measures that no name has to the letter: the nearest nominal ones, when one cartridge alone is near."""
        measures = _MEASURES.fullmatch("".join(_without_calibre_word(tokens)))
        if not measures:
            return None
        bore, case = float(measures[1]), float(measures[2])
        near = {
            code: abs(b - bore) + abs(c - case)
            for b, c, code in self._measures
            if abs(b - bore) <= BORE_TOLERANCE and abs(c - case) <= CASE_TOLERANCE
        }
        if not near:
            return None
        code = min(near, key=lambda one: near[one])
        others = tuple(sorted((one for one in near if one != code), key=lambda one: near[one]))
        values = {"raw": raw, "name": self._calibres[code].name}
        return CalibreGuess(code, 0.85 if not others else 0.6, Sentence(phrases.CALIBRE_DIMENSIONS, values), others)

    def _bracketed(self, raw: str, shotgun: bool) -> CalibreGuess | None:
        """ ".40 S&W (10 X 22)": the text outside and inside; a part that names a cartridge wins over a bore."""
        inside = re.search(r"[(\[（【]([^()\[\]（）]*)[)\]）】]?", raw)
        if not inside:
            return None
        outside = raw[: inside.start()] + " " + raw[inside.end() :]
        guesses = [
            self._whole(raw, text, shotgun) or self._window(raw, shotgun, text)
            for text in (outside, inside[1])
            if text.strip()
        ]
        return self._agreed(raw, [guess for guess in guesses if guess])

    def _agreed(self, raw: str, guesses: list[CalibreGuess]) -> CalibreGuess | None:
        if not guesses:
            return None
        specific = [guess for guess in guesses if self._calibres[guess.code].kind != "unspecific"]
        if not specific:
            return guesses[0]
        first = specific[0]
        different = [guess for guess in specific[1:] if guess.code != first.code]
        if not different:
            return first
        shared = [guess for guess in different if guess.code in first.others or first.code in guess.others]
        if shared:
            return first
        names = " / ".join(self._calibres[guess.code].name for guess in specific)
        return CalibreGuess(
            first.code,
            0.6,
            Sentence(phrases.CALIBRE_PARTS, {"raw": raw, "choices": names}),
            tuple(g.code for g in different),
        )

    def _gauge(self, raw: str) -> CalibreGuess | None:
        text = _normal(raw)
        match = _GAUGE.search(text)
        if not match or int(match[1]) not in self._words.gauges or float(match[2]) not in self._words.chambers_mm:
            return None
        code = self._gauge_code(int(match[1]))
        return (
            CalibreGuess(code, 0.95, Sentence(phrases.CALIBRE_GAUGE, {"raw": raw, "name": self._calibres[code].name}))
            if code
            else None
        )

    def _gauge_code(self, gauge: int) -> str | None:
        for key in (f"{gauge}gauge", f"{gauge}ga", str(gauge)):
            for code in self._keys.get(key, ()):
                if self._calibres[code].kind == "shotgun":
                    return code
        return None

    def _date(self, raw: str) -> CalibreGuess | None:
        """A spreadsheet's date: "12/70" becomes 1 December 1970, whatever the order of day and month in the export."""
        pairs = [(gauge, length) for gauge, length in date_pairs(raw.strip()) if gauge in self._words.gauges]
        for gauge, length in pairs:
            code = self._gauge_code(gauge) if float(length) in self._words.chambers_mm else None
            if code:
                values = {"raw": raw, "typed": f"{gauge}/{length}", "name": self._calibres[code].name}
                return CalibreGuess(code, 0.9, Sentence(phrases.CALIBRE_DATE, values))
        return None

    def _parts(self, raw: str, shotgun: bool) -> CalibreGuess | None:
        """ "7.65/.32 ACP", ".38 SPL ou .357": each part read by itself."""
        parts = [part for part in _HALVES.split(raw) if part and any(c.isdigit() for c in part)]
        if len(parts) < 2:
            return None
        guesses = [self._whole(raw, part, shotgun) or self._window(raw, shotgun, part) for part in parts]
        return self._agreed(raw, [guess for guess in guesses if guess])

    def _window(self, raw: str, shotgun: bool, text: str | None = None) -> CalibreGuess | None:
        """The longest run of words that is a name; cheaper when all the other words are loads and bullets."""
        tokens = _tokens(raw if text is None else text)
        for length in range(len(tokens) - (text is None), 0, -1):
            for start in range(len(tokens) - length + 1):
                run = tokens[start : start + length]
                codes = self._codes_of(run) if any(c.isdigit() for token in run for c in token) else None
                if codes:
                    rest = [*tokens[:start], *tokens[start + length :]]
                    strange = sum(token not in self._noise for token in rest)
                    strength = max(0.45, 0.93 - 0.15 * strange)
                    return self._chosen(raw, codes, shotgun, (phrases.CALIBRE_CONTAINED, strength), " ".join(run))
        return (
            self._by_measures(raw, tuple(token for token in tokens if _MEASURES.fullmatch(token))[:1])
            if tokens
            else None
        )


def calibre_key(text: str) -> str:
    """The form in which names of calibres are compared: ".38 Spl." and "38 spl" are one, "9,0 x 19 mm" is 9x19."""
    return "".join(_tokens(text))


_LONE = re.compile(
    r"\s*(?:(?:cal|calibre|caliber|calibro|kaliber|kalibre|kal|кал|калибр|عيار|口径)[.:]?\s*)?(\d*\.?\d+)\.?\s*"
    r"(mm|m/m|мм|-мм|ملم|مم|毫米|milimetros?|millimetres?|millimeters?)?\.?(?:\s*(?:cal|calibre|caliber|calibro|kal|кал|калибр)\.?)?[\s\"”]*"
)


def _digits_and_folds(text: str) -> str:
    folded = fold_words(unicodedata.normalize("NFKC", text))
    digits = "".join(
        str(unicodedata.decimal(c)) if c.isdigit() and not c.isascii() and c.isdecimal() else c for c in folded
    )
    return _DECIMAL_COMMA.sub(".", digits.replace("٫", ".").replace("،", ","))


def _normal(text: str) -> str:
    digits = _digits_and_folds(text)
    return _UNIT.sub(" ", _TIMES.sub("x", digits))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_number(token) for token in _TOKEN.findall(_normal(text)))


def _lone_number(text: str) -> str:
    """The key of a text that is one number only, which keeps its sign: "12", ".36" and "12 mm" are three things."""
    bare = _LONE.fullmatch(_TIMES.sub("x", _digits_and_folds(text)))
    if not bare:
        return ""
    return ("." if bare[1].startswith((".", "0.")) else "") + _plain_number(bare[1]) + ("mm" if bare[2] else "")


def _lone_forms(text: str) -> tuple[str, ...]:
    """Keys under which a lone number is looked for: as written, without its sign, with a sign a writer leaves out."""
    lone = _lone_number(text)
    if not lone:
        return ()
    plain = lone.strip(".m") if lone.endswith("mm") else lone.lstrip(".")
    return tuple(
        dict.fromkeys(
            (lone, plain, f"{plain}mm" if "." in plain or len(plain) < 2 else f".{plain}", f".{plain}", f"{plain}mm")
        )
    )


def _number(token: str) -> str:
    if token in {"-", "/"}:
        return "-"
    if token[0] in ".0123456789":
        return "x".join(_plain_number(part) for part in token.split("x"))
    return token


def _plain_number(number: str) -> str:
    """ ".38", "0.38" and "38" are one, so are "9.0" and "9"; "7.62" keeps its fraction."""
    whole, _, fraction = number.partition(".")
    fraction = fraction.rstrip("0") if whole.strip("0") else fraction
    if not whole.strip("0"):
        return fraction or "0"
    return f"{whole.lstrip('0')}.{fraction}" if fraction else whole.lstrip("0")


def _without_calibre_word(tokens: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(token for token in tokens if token not in _CALIBRE_WORD)
    return kept if kept else tokens


def date_figures(text: str) -> list[tuple[int, int]]:
    """The two figures of "24/7" when a spreadsheet made them a day and a month of the year it was typed in."""
    match = _EXCEL.fullmatch(text)
    if not match or not match[1]:
        return []
    month, day = int(match[2]), int(match[3])
    return [(day, month), (month, day)]


def date_pairs(text: str) -> list[tuple[int, int]]:
    """Figures a spreadsheet may have made into a month and year: 12/70 becomes 1970-12-01."""
    match = _EXCEL.fullmatch(text)
    if match:
        if match[1]:
            year, one, two = int(match[1]), int(match[2]), int(match[3])
        else:
            one, two, year = int(match[4]), int(match[5]), int(match[6])
        # The day is the 1st because none was typed; the other figure is what stood before the slash.
        return [(figure, year % 100) for figure, day in ((one, two), (two, one)) if day == 1]
    month = _MONTH_YEAR.fullmatch(fold_words(text))
    if month and month[1] in _MONTHS:
        return [(_MONTHS[month[1]], int(month[2]) % 100)]
    return []


def members_of(calibres: Mapping[str, Calibre], code: str) -> tuple[str, ...]:
    """The cartridges a code may mean: its members, or itself."""
    return calibres[code].members or (code,)
