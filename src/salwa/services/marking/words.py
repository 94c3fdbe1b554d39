"""Words for codes that stand inside the sentences of the rules, in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import get_language, gettext

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.marking import Finding, Profile
from salwa.domain.marking.judging import CodeNames
from salwa.domain.marking.places import PLACES

NAMES = {
    "frame": message("Frame"),
    "receiver": message("Receiver"),
    "barrel": message("Barrel"),
    "slide": message("Slide"),
    "cylinder": message("Cylinder"),
    "bolt": message("Bolt"),
    "chassis": message("Chassis"),
    "maker": message("Maker"),
    "country": message("Country of manufacture"),
    "serial": message("Serial number"),
    "year": message("Year of manufacture"),
    "model": message("Model"),
    "calibre": message("Calibre"),
}
OWN_WORDS = message("{words}")


def in_words(finding: Finding) -> Finding:
    """The finding with the codes in its sentence as words."""
    names = finding.why.values.get("names")
    if not isinstance(names, CodeNames):
        return finding
    told = Listed(gettext(NAMES[code]) if code in NAMES else code for code in names.parts if code)
    return replace(finding, why=Sentence(finding.why.template, {"names": told}))


def place_in_words(profile: Profile, family: str) -> tuple[str, Sentence | None]:
    """(part, sentence) saying where weapons of a family are marked; the State's own words in the reader's language."""
    place = profile.place_of(family)
    if place is None:
        return "", None
    if place.words:
        language = (get_language() or "en").split("-")[0]
        words = place.words.get(language) or place.words.get("en") or next(iter(place.words.values()))
        return place.component.value, Sentence(OWN_WORDS, {"words": words})
    return place.component.value, Sentence(PLACES[place.place])
