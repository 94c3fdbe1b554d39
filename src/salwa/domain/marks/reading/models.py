"""Reading the model: names that mean something by themselves, and bare numbers that need their maker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salwa.domain.languages import Listed, Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.book import Model, ReferenceBook
from salwa.domain.marks.reading.calibres import date_figures, date_pairs
from salwa.domain.marks.reading.makers import MakerKin, MakerNames
from salwa.domain.marks.reading.names import NameIndex, compact, fine_words_of, loose_words_of, without

_UNITS = frozenset(
    [
        "lr",
        "mm",
        "cal",
        "acp",
        "spl",
        "spcl",
        "special",
        "mag",
        "magnum",
        "auto",
        "long",
        "short",
        "gauge",
        "ga",
        "x",
        "gr",
        "rounds",
    ]
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the other fields say: makers in question, calibres the typed one may mean, type and country codes.

    `stranger`: a maker was typed that the book does not know, so a model of another maker is less likely meant.
    `type_text`: the type as typed, since some names are made of both (56式 and 冲锋枪).
    """

    makers: tuple[str, ...] = ()
    calibres: frozenset[str] = frozenset()
    type: str | None = None
    countries: frozenset[str] = frozenset()
    stranger: bool = False
    type_text: str = ""


@dataclass(frozen=True, slots=True)
class ModelGuess:
    """A model a text means.

    `kinship`: 3 the maker's own, 2 also made by it, 1 by a firm of its line or group, 0 maker not known, -1 another's.
    """

    code: str
    strength: float
    kinship: int
    reason: Sentence
    others: tuple[str, ...] = ()


class ModelNames:
    """All names of all models, ready for reading."""

    def __init__(self, book: ReferenceBook, makers: MakerNames, kin: MakerKin) -> None:
        self._book = book
        self._makers = makers
        self._kin = kin
        self._noise = frozenset(compact(word) for word in book.words.model_noise)
        self._bullets = frozenset(word for phrase in book.words.bullet_words for word in loose_words_of(phrase))
        names = [name for kind in book.types.values() for words in kind.words.values() for name in words]
        self._types = frozenset(word for name in names for word in loose_words_of(name) if len(word) > 3)
        self._passing = self._noise | self._types
        self._broader = {code: kind.broader for code, kind in book.types.items()}
        self._keys: dict[str, dict[str, None]] = {}
        self._longest = 0
        self._near = NameIndex(book.folding)
        for model in book.models.values():
            self._enter(model)
        self._near.close()

    def _enter(self, model: Model) -> None:
        for name in (model.name, model.code.replace("-", " "), *model.names):
            key = compact(name)
            self._keys.setdefault(key, {})[model.code] = None
            self._longest = max(self._longest, len(fine_words_of(name)))
            if sum(c.isalpha() for c in key) >= 5:
                self._near.add(name, model.code, 1.0)

    def describes_bullet(self, raw: str) -> bool:
        """Whether the text describes ammunition ("hollow point") and no model."""
        words = loose_words_of(raw)
        return bool(words) and sum(word in self._bullets for word in words) * 2 >= len(words)

    def is_bare(self, raw: str) -> bool:
        """Whether the text is only a number or one or two letters."""
        key = compact(raw)
        return key.isdigit() or len(key) <= 2

    def guess(self, raw: str, beside: Beside) -> ModelGuess | None:
        """The model the text means in view of the other fields, or None."""
        return (
            self._whole(raw, beside)
            or self._stripped(raw, beside)
            or self._beginning(raw, beside)
            or self._inside(raw, beside)
            or self._misspelt(raw, beside)
            or self._date(raw, beside)
        )

    def _date(self, raw: str, beside: Beside) -> ModelGuess | None:
        """A spreadsheet's date: the model 24/7 becomes 24 July of the year it was typed in. Only with its maker."""
        for one, two in (*date_figures(raw.strip()), *date_pairs(raw.strip())):
            guess = self._of_key(f"{one}{two}", f"{one}/{two}", beside, (phrases.MODEL_CONTAINED, 0.8))
            if guess and guess.code and guess.kinship >= 1:
                name = self._book.models[guess.code].name
                sentence = Sentence(phrases.MODEL_DATE, {"raw": raw, "typed": f"{one}/{two}", "name": name})
                return ModelGuess(guess.code, guess.strength, guess.kinship, sentence, guess.others)
        return None

    def _whole(self, raw: str, beside: Beside) -> ModelGuess | None:
        for key in self._spellings(raw):
            guess = self._of_key(key, raw, beside, (phrases.MODEL_EXACT, 0.97))
            if guess:
                return guess
        together = compact(raw + beside.type_text) if beside.type_text and raw.strip() else ""
        return self._of_key(together, raw, beside, (phrases.MODEL_EXACT, 0.9)) if together in self._keys else None

    def _spellings(self, raw: str) -> tuple[str, ...]:
        """The text as it stands, then in Latin letters of the same shape and of the same sound, and in ASCII digits."""
        key = compact(raw)
        if key.isascii():
            return (key,)
        folding = self._book.folding
        plain = "".join(folding.numerals.get(c, c) for c in key)
        forms = (
            key,
            plain,
            key.upper().translate(folding.latin).lower(),
            key.upper().translate(folding.sound_plain).lower(),
        )
        return tuple(dict.fromkeys(form for form in forms if form))

    def _stripped(self, raw: str, beside: Beside) -> ModelGuess | None:
        """The text without the maker's name, words for the type, and "model"."""
        words = loose_words_of(raw)
        own = self._makers.words_in(words)
        fewer = tuple(word for place, word in enumerate(words) if place not in own)
        forms = (
            fewer,
            without(fewer, self._noise),
            without(fewer, self._passing),
            without(words, self._passing),
        )
        for form in dict.fromkeys(forms):
            if form and form != words:
                guess = self._of_key("".join(form), raw, beside, (phrases.MODEL_CONTAINED, 0.94))
                if guess:
                    return guess
        return None

    def _beginning(self, raw: str, beside: Beside) -> ModelGuess | None:
        """The longest beginning that is a name: "22 GEN4" of a Glock, "PT 92 AFS-D". The rest may name a variant."""
        words = fine_words_of(raw)
        own = self._makers.words_in(words)
        words = without((word for place, word in enumerate(words) if place not in own), self._passing)
        for end in range(min(len(words) - 1, self._longest), 0, -1):
            if words[end] in _UNITS:
                continue
            key = "".join(words[:end])
            guess = self._of_key(key, raw, beside, (phrases.MODEL_VARIANT, 0.85 if _distinct(key) else 0.75))
            if guess and (guess.kinship >= 1 or (guess.kinship == 0 and len(key) >= 3 and not beside.stranger)):
                return guess
        return None

    def _inside(self, raw: str, beside: Beside) -> ModelGuess | None:
        words = fine_words_of(raw)
        for length in range(min(len(words) - 1, self._longest), 0, -1):
            for start in range(1, len(words) - length + 1):
                key = "".join(words[start : start + length])
                if _distinct(key) and len(key) >= 3:
                    guess = self._of_key(key, raw, beside, (phrases.MODEL_CONTAINED, 0.75))
                    if guess and (guess.kinship >= 1 or (guess.kinship == 0 and len(key) >= 4 and not beside.stranger)):
                        return guess
        return None

    def _misspelt(self, raw: str, beside: Beside) -> ModelGuess | None:
        words = loose_words_of(raw)
        letters = sum(c.isalpha() for word in words for c in word)
        for near, edits in self._near.near(words) if letters >= 6 else ():
            guess = self._of_key(near, raw, beside, (phrases.MODEL_FUZZY, 0.8 - 0.05 * edits), edits)
            if guess and (guess.kinship >= 1 or (guess.kinship == 0 and letters >= 8)):
                return guess
        return None

    def _of_key(self, key: str, raw: str, beside: Beside, how: tuple[str, float], edits: int = 0) -> ModelGuess | None:
        codes = list(self._keys.get(key, ()))
        if not codes:
            return None
        ranked = sorted(codes, key=lambda code: (-self._fitness(code, beside), codes.index(code)))
        best = ranked[0]
        kinship = self.kinship(best, beside.makers)
        agreeing, contradicting = self._beside_it(best, beside)
        bare = not _distinct(key) or len(key) < 3
        if kinship < 1 and bare and (kinship or key.isdigit() or beside.stranger or agreeing < 2):
            return None
        if kinship == -1 and (len(key) < 4 or contradicting):
            return None
        tied = [code for code in ranked[1:] if self._fitness(code, beside) == self._fitness(best, beside)]
        if tied:
            return self._tied(raw, [best, *tied], kinship, how)
        template, strength = how
        price = {
            3: 0.0,
            2: 0.02,
            1: 0.07,
            0: 0.3 if beside.stranger and self._book.models[best].maker else 0.2,
            -1: 0.4,
        }[kinship]
        if kinship == -1:
            template = phrases.MODEL_OTHER_MAKER
        if kinship < 1 and bare:
            price = 0.35
        values: dict[str, str | int | float] = {
            "raw": raw,
            "part": key,
            "edits": edits,
            "name": self._book.models[best].name,
        }
        return ModelGuess(best, strength - price, kinship, Sentence(template, values), tuple(ranked[1:4]))

    def _beside_it(self, code: str, beside: Beside) -> tuple[int, int]:
        """How many of calibre and type, as typed, agree with the model, and how many contradict it."""
        model = self._book.models[code]
        said = []
        if beside.calibres and model.calibres:
            said.append(bool(beside.calibres & set(model.calibres)))
        if beside.type and model.type:
            said.append(self._same_type(beside.type, model.type))
        return sum(said), len(said) - sum(said)

    def _tied(self, raw: str, codes: list[str], kinship: int, how: tuple[str, float]) -> ModelGuess | None:
        """Several models fit alike: the one the others are variants of, when there is one; else none, honestly."""
        models = self._book.models
        roots = [code for code in codes if all(code == one or models[one].variant_of == code for one in codes)]
        patterns = roots or [code for code in codes if not models[code].maker]
        names = Listed(models[code].name for code in codes[:5])
        if len(patterns) == 1:
            values: dict[str, str | int | float] = {
                "raw": raw,
                "part": compact(raw),
                "edits": 0,
                "name": models[patterns[0]].name,
            }
            others = tuple(code for code in codes if code != patterns[0])
            return ModelGuess(patterns[0], min(how[1], 0.7), kinship, Sentence(how[0], values), others)
        return ModelGuess("", 0.0, kinship, Sentence(phrases.SEVERAL, {"raw": raw, "choices": names}), tuple(codes))

    def _fitness(self, code: str, beside: Beside) -> float:
        model = self._book.models[code]
        fitness = 3.0 * self.kinship(code, beside.makers)
        if beside.calibres and model.calibres:
            fitness += 1.5 if beside.calibres & set(model.calibres) else -1.5
        if beside.type and model.type:
            fitness += 0.7 if self._same_type(beside.type, model.type) else -0.7
        if beside.countries:
            made_in = model.country or (
                self._book.makers[model.maker].country if model.maker in self._book.makers else ""
            )
            fitness += 0.5 if made_in in beside.countries else 0.0
        return fitness

    def _same_type(self, typed: str, known: str) -> bool:
        return typed == known or self._broader.get(known) == typed or self._broader.get(typed) == known

    def kinship(self, code: str, makers: Iterable[str]) -> int:
        """How the model is related to the nearest of the makers (see `ModelGuess`)."""
        model = self._book.models[code]
        nearest = -1
        for maker in makers:
            if model.maker == maker:
                return 3
            if maker in model.also_made_by:
                nearest = max(nearest, 2)
            elif self._related(model, maker):
                nearest = max(nearest, 1)
            else:
                nearest = max(nearest, -1)
        return nearest if makers and list(makers) else 0

    def _related(self, model: Model, maker: str) -> bool:
        others: Sequence[str] = (model.maker, *model.also_made_by) if model.maker else ()
        return any(self._kin.in_line(maker, other) or self._kin.in_group(maker, other) for other in others)

    def makers_of(self, code: str) -> tuple[str, ...]:
        """First maker of the model, or nobody for a pattern that many make."""
        maker = self._book.models[code].maker
        return (maker,) if maker else ()


def _distinct(key: str) -> bool:
    """Whether a name means something by itself: letters and digits together, or a word of four letters."""
    letters = sum(c.isalpha() for c in key)
    return (
        (letters >= 1 and letters < len(key))
        or letters >= 4
        or (letters >= 2 and not key.isascii())
        or (letters == 3 and len(key) == 3)
    )
