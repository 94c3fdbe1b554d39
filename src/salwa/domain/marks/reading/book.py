"""The reference book: makers, calibres, models, weapon types, States and word lists, as values (reference/*.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salwa.domain.marks.folding import FoldingTable
from salwa.domain.marks.mark_states import MarkWords
from salwa.domain.marks.serial_dates import SerialDateRule

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of firearms or ammunition. `country`: today's State of manufacture (ISO 3166 alpha-3).

    `aliases` are true names, `misspellings` wrong ones people type, `ambiguous` abbreviations several makers share.
    """

    code: str
    name: str
    country: str
    historic_country: str = ""
    kinds: Texts = ("firearms",)
    active: tuple[int | None, int | None] = (None, None)
    aliases: Texts = ()
    misspellings: Texts = ()
    ambiguous: Texts = ()
    stamps: Texts = ()
    predecessors: Texts = ()
    successors: Texts = ()
    group: str = ""
    sources: Texts = ()


@dataclass(frozen=True, slots=True)
class Calibre:
    """A cartridge, or a text that names a bore only (`kind` unspecific, with its `members`). Lengths in millimetres.

    `synonyms` are the same chamber; `compatible` may also be fired; `confused_with` are taken for it and are not it.
    """

    code: str
    name: str
    kind: str
    bore_mm: float | None = None
    case_mm: float | None = None
    synonyms: Texts = ()
    compatible: Texts = ()
    confused_with: Texts = ()
    members: Texts = ()
    sources: Texts = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model of weapon.

    `maker` first made it (empty for a pattern many make); `also_made_by` made it under licence or copied it.
    """

    code: str
    name: str
    maker: str
    type: str
    calibres: Texts = ()
    names: Texts = ()
    also_made_by: Texts = ()
    country: str = ""
    family: str = ""
    variant_of: str = ""
    look_alikes: Texts = ()
    years: tuple[int | None, int | None] = (None, None)
    sources: Texts = ()


@dataclass(frozen=True, slots=True)
class WeaponType:
    """A type of weapon with its names in the six languages, the words people type, and its codes elsewhere.

    `elsewhere`: iti, unroca, iafq, hs, ncic where they apply.
    """

    code: str
    names: Mapping[str, str]
    kind: str
    words: Mapping[str, Texts] = field(default_factory=dict)
    broader: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    sources: Texts = ()


@dataclass(frozen=True, slots=True)
class State:
    """A State (or area, or former State with `successors`): ISO 3166 alpha-3 code, names by language, typed names."""

    code: str
    short_names: Mapping[str, str]
    formal_names: Mapping[str, str] = field(default_factory=dict)
    iso2: str = ""
    m49: int | None = None
    member: bool = False
    group: str = ""
    region: str = ""
    subregion: str = ""
    groups: Texts = ()
    aliases: Texts = ()
    successors: Texts = ()
    years: tuple[int | None, int | None] = (None, None)
    sources: Texts = ()


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Words met in the fields which are no names (reference/reading_words.yaml)."""

    legal_forms: Texts
    trade_words: Texts
    unknown: Texts
    craft: Texts
    model_noise: Texts
    bullet_words: Texts
    calibre_noise: Texts
    company_words: Texts
    nationalities: Mapping[str, Texts]
    gauges: tuple[int, ...]
    chambers_mm: tuple[float, ...]


@dataclass(frozen=True)
class ReferenceBook:
    """All of it, by code. `version` is a digest of the files: a stored reading can say what it was read with."""

    version: str
    makers: Mapping[str, Maker]
    calibres: Mapping[str, Calibre]
    models: Mapping[str, Model]
    types: Mapping[str, WeaponType]
    states: Mapping[str, State]
    sources: Mapping[str, Mapping[str, str]]
    folding: FoldingTable
    mark_words: MarkWords
    words: ReadingWords
    serial_dates: tuple[SerialDateRule, ...] = ()
