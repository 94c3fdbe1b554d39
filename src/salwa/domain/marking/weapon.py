"""A weapon as the rules of marking see it: plain values, nothing of a database."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.marking.vocabulary import Ground
from salwa.domain.weapons import Build, Component, ContentKind, FrameMaterial, MarkState, Occasion


@dataclass(frozen=True, slots=True)
class SeenMark:
    """One mark. `names` is the ISO 3166 code of the State it names ("" = none that could be read).

    `depth_mm` and `height_mm` are measured values in millimetres, None where nobody measured. `year_on_it` says
    whether the text holds a year (None: there is no text to look at).
    """

    component: Component = Component.UNKNOWN
    occasion: Occasion = Occasion.UNKNOWN
    content: ContentKind = ContentKind.SERIAL
    state: MarkState = MarkState.PRESENT
    text: str = ""
    names: str = ""
    year_on_it: bool | None = None
    depth_mm: float | None = None
    height_mm: float | None = None


@dataclass(frozen=True, slots=True)
class MarkedWeapon:
    """What the register knows of one weapon. Texts `yes`, `no`, `unknown` are answers; an empty code is not known.

    `state` is the State of this installation. `imported`: brought into it, `transferred`: from its stocks to permanent
    civilian use, `recovered`: seized, found or surrendered here. `ground` is a recorded reason why no import mark is
    needed. `maker_known` and `country`: what the record's own columns say, read from the weapon or from papers.
    `parts_known`: exchangeable parts are recorded one by one. `family` is the type's entry in the national profile.
    """

    state: str
    country: str = ""
    import_country: str = ""
    maker_known: bool = False
    year: int | None = None
    imported: str = "unknown"
    ground: Ground | None = None
    state_owned: str = "unknown"
    transferred: str = "no"
    recovered: str = "no"
    destroyed: bool = False
    build: Build = Build.UNKNOWN
    frame_material: FrameMaterial = FrameMaterial.UNKNOWN
    modular: str = "unknown"
    parts_known: bool = False
    family: str = ""
    marks: tuple[SeenMark, ...] = ()
