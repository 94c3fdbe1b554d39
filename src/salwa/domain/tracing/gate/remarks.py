"""A remark of the gate, and the weapon as it stands in the request: read once, used by every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.marks.reading.book import Calibre, Maker, Model
from salwa.domain.marks.reading.typed import FieldReading
from salwa.domain.tracing.contents import AskedMark, RequestContents
from salwa.domain.tracing.knowledge import Knowledge

# A text is taken for what the reader made of it from this sureness on; below, the gate keeps silent.
SURE = 0.75
Values = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend. `blocks`: ITI 17 (or 15) wants it before the request may leave; `field`: where it stands.

    `sentence` says what is wrong, `cure` what to do, `paragraph` where it is written (ITI, MOSAIC or PoA).
    """

    code: str
    blocks: bool
    field: str
    sentence: Sentence
    cure: Sentence
    paragraph: str


@dataclass(frozen=True)
class Asked:
    """A request under examination. `addressed_to`, `own_state`: ISO 3166 alpha-3, empty when not known yet.

    `holders`: States that earlier answers of the case name as those where the weapon was lawfully held.
    `language` is the reader's: States and types are named in it inside the sentences, whose values are not translated.
    """

    contents: RequestContents
    book: Knowledge
    today: date
    addressed_to: str = ""
    own_state: str = ""
    language: str = "en"
    holders: tuple[str, ...] = ()

    @cached_property
    def typed(self) -> tuple[FieldReading, FieldReading, FieldReading, FieldReading, FieldReading]:
        """Maker, model, calibre, type and country of the texts, read together."""
        one = self.contents.weapon
        reading = self.book.reader.read(
            TypedMarks(
                maker=one.maker_text,
                model=one.model_text,
                calibre=one.calibre_text,
                type=one.type_text,
                country=one.country_text,
            )
        )
        return reading.maker, reading.model, reading.calibre, reading.type, reading.country

    @cached_property
    def maker(self) -> Maker | None:
        """The maker, when the request names one that is known."""
        return self.book.makers.get(self._code(self.contents.weapon.maker_code, self.typed[0]))

    @cached_property
    def model(self) -> Model | None:
        """The model, when the request names one that is known."""
        return self.book.models.get(self._code(self.contents.weapon.model_code, self.typed[1]))

    @cached_property
    def calibre(self) -> Calibre | None:
        """The calibre that was typed, when it is known; not one that follows from the model."""
        return self.book.calibres.get(self._code(self.contents.weapon.calibre_code, self.typed[2]))

    @cached_property
    def type_code(self) -> str:
        """The type that was typed, or empty."""
        code = self._code(self.contents.weapon.type_code, self.typed[3])
        return code if code in self.book.types else ""

    @cached_property
    def country(self) -> str:
        """The country of manufacture that was typed, also a former State; or empty."""
        return self._code(self.contents.weapon.country_code, self.typed[4])

    @cached_property
    def year(self) -> int | None:
        """The year of manufacture that was typed; None when there is none or it cannot be read."""
        read = self.book.reader.read(TypedMarks(year=self.contents.weapon.year or None))
        return read.year if read.year_origin == "typed" else None

    def serials(self) -> Iterator[AskedMark]:
        """The marks given as serial numbers."""
        return (one for one in self.contents.marks if one.content == "serial")

    @staticmethod
    def _code(given: str, reading: FieldReading) -> str:
        """The code somebody settled on; else what was typed, if it was typed and is sure."""
        if given:
            return given
        return reading.code if reading.code and not reading.inferred and reading.confidence >= SURE else ""
