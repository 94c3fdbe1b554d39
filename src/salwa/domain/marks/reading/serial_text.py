"""A serial field cut into what may be a number and what is prose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from salwa.domain.marks.folding import DEFAULT, ILLEGIBLE
from salwa.domain.marks.mark_states import Found, MarkLexicon, fold_words, is_ideographic, part_ideographs
from salwa.domain.marks.serials import CONTROLS

SIGNS = "".join(sorted(set(DEFAULT.illegible + "#")))
_SIGN = f"[{re.escape(SIGNS)}]"
_HAS_CODE = re.compile(rf"\d|{_SIGN}")
_TOKEN = re.compile(r"[,;:()\[\]{}\"“”«»、，；：（）]|[^\s,;:()\[\]{}\"“”«»、，；：（）]+")
_ABBREVIATED = re.compile(r"(?<![^\W\d_])([^\W\d_])[/.]([^\W\d_])(?![^\W\d_])\.?")
_NUMBER_SIGN = re.compile(r"№(?=\s*[\w?*])|(?<![\w?*#])#(?=\s?\w)|(?<![^\W\d_])[nN]\s?[º°ª](?=[\s\d.:]|$)")
_EDGES = ".,/\\-–—'’`´!=+~^·"
# The letters of a series before the number sign belong to the number: "АБ № 1234".
_SERIES = re.compile(r"(?<![^\W\d_])([A-ZА-ЯЁ]{1,2}) {1,2}no +(?=\d)")
_YEAR = re.compile(r"(?:[a-z]+-)?(?:1[5-9]|20)\d\d")
MAX_LOOSE_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: `code` may belong to a number, `word` is prose (with folded words), `mark` punctuation."""

    kind: str
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number found in a clause, the places of its tokens, and the punctuation-free text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with its tokens, its numbers and what its words say; `at` maps each finding to its token place."""

    tokens: tuple[Token, ...]
    candidates: tuple[Candidate, ...]
    found: tuple[tuple[str, int], ...]

    def has(self, *kinds: str) -> bool:
        """Whether one of the classes of words was met."""
        return any(kind in kinds for kind, _ in self.found)


def cleaned(raw: str) -> str:
    """The text without controls, in composed compatibility form, spaces single. Number signs become the word "no"."""
    text = _NUMBER_SIGN.sub(" no ", raw.translate(CONTROLS)) if not raw.isascii() or "#" in raw else raw
    text = _SERIES.sub(r"\1 ", text)
    text = text.replace("…", ILLEGIBLE) if "…" in text else text
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read_clause(text: str, lexicon: MarkLexicon) -> Clause:
    """Cut one clause into tokens, find listed phrases, then the numbers between them."""
    tokens = _tokens(text, lexicon)
    found = _phrases(tokens, lexicon)
    found = _without_untouched(found)
    papers = {place for place, token in enumerate(tokens) if lexicon.is_of(token.words, "paper")}
    candidates = _candidates(tokens, found, papers)
    return Clause(tuple(tokens), tuple(candidates), tuple((one.kind, one.start) for one in found))


def _tokens(text: str, lexicon: MarkLexicon) -> list[Token]:
    text = _ABBREVIATED.sub(r"\1\2", text)
    tokens: list[Token] = []
    for piece in _TOKEN.findall(text):
        for part in part_ideographs(piece) if not piece.isascii() else (piece,):
            if is_ideographic(part) and not all(c in DEFAULT.numerals for c in part):
                tokens += [Token("word", cut, (fold_words(cut),)) for cut in lexicon.cut_ideographs(part)]
            else:
                tokens += _token(part)
    return tokens


def _token(part: str) -> list[Token]:
    if len(part) == 1 and not part.isalnum() and part not in SIGNS:
        return [Token("mark", part)]
    core = part.strip(_EDGES)
    if not core:
        return [Token("mark", part)] if part.strip("-–—") or len(part) < 3 else [Token("code", ILLEGIBLE)]
    if "/" in core and any(len(piece) > 6 and piece.isalpha() for piece in core.split("/")):
        return [token for piece in core.split("/") for token in (_token(piece) if piece else [])]
    if _HAS_CODE.search(core) or all(c in DEFAULT.numerals for c in core):
        return [Token("code", core)]
    words = re.findall(r"[^\W\d_]+", fold_words(core))
    if len(words) <= 1:
        return [Token("word", core, tuple(words))] if words else []
    pieces = re.split(r"[\W_]+", core)
    return [Token("word", piece, tuple(re.findall(r"[^\W\d_]+", fold_words(piece)))) for piece in pieces if piece]


def _phrases(tokens: list[Token], lexicon: MarkLexicon) -> list[Found]:
    """Listed phrases over consecutive words; places are places of tokens. Code and punctuation end a phrase."""
    found: list[Found] = []
    run: list[int] = []
    for place, token in enumerate([*tokens, Token("mark", "")]):
        if token.kind == "word":
            run.append(place)
            continue
        if run:
            words = [word for at in run for word in (tokens[at].words or ("",))[:1]]
            found += [Found(one.kind, run[one.start], run[one.end - 1] + 1) for one in lexicon.find(words)]
        run = []
    return found


def _without_untouched(found: list[Found]) -> list[Found]:
    """ "Without traces of removal" is no removal: the erasing words after such a phrase are dropped."""
    kept: list[Found] = []
    spared = False
    for one in found:
        if one.kind == "untouched":
            spared = True
            kept.append(one)
        elif spared and one.kind in {"erased", "filler", "wear"}:
            continue
        else:
            spared = False
            kept.append(one)
    return kept


def _candidates(tokens: list[Token], found: list[Found], papers: set[int]) -> list[Candidate]:
    kinds = {place: one.kind for one in found for place in range(one.start, one.end)}
    kinds.update(dict.fromkeys(papers, "paper"))
    candidates: list[Candidate] = []
    place = 0
    while place < len(tokens):
        if not _joins(tokens, place, kinds):
            place += 1
            continue
        end = place
        while end < len(tokens) and (_joins(tokens, end, kinds) or _hyphen(tokens, end, kinds)):
            end += 1
        while end > place and tokens[end - 1].kind == "mark":
            end -= 1
        if any(token.kind == "code" for token in tokens[place:end]) and not _is_count(tokens, place, end, kinds):
            candidates += _split(tokens, place, end)
        place = max(end, place + 1)
    return candidates


def _joins(tokens: list[Token], place: int, kinds: dict[int, str]) -> bool:
    """Whether a token may belong to a number: it holds a digit or a sign, or is a short loose group of letters."""
    token = tokens[place]
    if token.kind == "code":
        return True
    if token.kind != "word" or len(token.text) > MAX_LOOSE_LETTERS or is_ideographic(token.text):
        return False
    kind = kinds.get(place)
    if len(token.text) == 1 and place and tokens[place - 1].kind == "code" and _ends(tokens, place + 1):
        return True  # a suffix letter: "12345 a"
    if kind == "filler":
        # A single capital beside a number is part of it: "T6368-08 E 00959".
        return len(token.text) == 1 and token.text.isupper() and token.text.isascii() and _beside_code(tokens, place)
    loose = len(token.text) <= 3 or len(tokens) <= 3
    return kind is None and (token.text.isupper() or (loose and _beside_code(tokens, place)))


def _ends(tokens: list[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].kind == "mark"


def _beside_code(tokens: list[Token], place: int) -> bool:
    """Whether a code follows, at once or after single capitals ("A C E D 6 1 2")."""
    after = place + 1
    while after < len(tokens) and len(tokens[after].text) == 1 and tokens[after].text.isupper():
        after += 1
    return after < len(tokens) and tokens[after].kind == "code"


def _hyphen(tokens: list[Token], place: int, kinds: dict[int, str]) -> bool:
    """A lone hyphen inside a number: "T 6368 - 13 B 02808"."""
    if tokens[place].kind != "mark" or tokens[place].text not in {"-", "–", "—", "."} or place + 1 >= len(tokens):
        return False
    return _joins(tokens, place + 1, kinds) or _hyphen(tokens, place + 1, kinds)


def _is_count(tokens: list[Token], start: int, end: int, kinds: dict[int, str]) -> bool:
    """A figure that counts digits ("3 digits") or is the number of a paper ("laudo 123/2017")."""
    text = "".join(token.text for token in tokens[start:end])
    before = next((kinds.get(at) for at in range(start - 1, -1, -1) if kinds.get(at) not in {"number", "filler"}), None)
    if before == "paper" or "%" in text:
        return True
    if _YEAR.fullmatch(text) and "none" in kinds.values():
        return True
    return text.isdecimal() and len(text) <= 2 and end < len(tokens) and kinds.get(end) == "number"


def _split(tokens: list[Token], start: int, end: int) -> list[Candidate]:
    """Split a run at slashes, hyphens and single letters where both sides have the same shape: two numbers, not one."""
    pieces: list[list[int]] = [[]]
    for place in range(start, end):
        token = tokens[place]
        between = token.kind == "mark" or (token.kind == "word" and token.text in {"E", "Y", "O", "e", "y", "o"})
        if (
            between
            and pieces[-1]
            and _same_shape(_text(tokens, pieces[-1]), tokens[place + 1].text if place + 1 < end else "")
        ):
            pieces.append([])
        elif token.kind != "mark":
            pieces[-1].append(place)
    result: list[Candidate] = []
    for piece in pieces:
        if piece:
            result += [Candidate(text, piece[0], piece[-1] + 1) for text in _at_slash(_text(tokens, piece))]
    return result


def _text(tokens: list[Token], places: list[int]) -> str:
    return " ".join(tokens[place].text for place in places)


def _at_slash(text: str) -> list[str]:
    for sign in ("/", "\\", "&", "+"):
        if sign in text:
            parts = [part.strip() for part in text.split(sign) if part.strip()]
            if len(parts) > 1 and all(_same_shape(parts[0], part) for part in parts[1:]):
                return parts
    return [text]


def _same_shape(one: str, other: str) -> bool:
    """Three characters or more, of the same kinds in the same order and about the same length."""
    return len(one) >= 3 and abs(len(one) - len(other)) <= 1 and _shape(one) == _shape(other)


def _shape(text: str) -> str:
    kinds = ["9" if c.isdigit() or c in SIGNS else "A" for c in text if c.isalnum() or c in SIGNS]
    return "".join(kind for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] != kind)
