"""The letters of a Word document: fonts that readers have, and what stands in for each where it is missing."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

# Fonts that come with Word. In Consolas, as in DejaVu Sans Mono, no letter looks like a digit.
FONT, CHINESE, MARK_FONT = "Arial", "Microsoft YaHei", "Consolas"
PLACES = {"w:ascii": FONT, "w:hAnsi": FONT, "w:cs": FONT, "w:eastAsia": CHINESE}
# Font -> a font of other word processors, the set of signs, the family and the kind of width, as OOXML writes them.
_KNOWN = {
    FONT: ("Noto Sans", "00", "swiss", "variable"),
    CHINESE: ("Noto Sans CJK SC", "86", "swiss", "variable"),
    MARK_FONT: ("DejaVu Sans Mono", "00", "modern", "fixed"),
}
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def set_fonts(style: Any) -> None:
    """The fonts of a style by their names, for every script, whatever the theme says."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [one for one in fonts.attrib if one.endswith("Theme")]:
        del fonts.attrib[attribute]
    for place, name in PLACES.items():
        fonts.set(qn(place), name)


def describe_fonts(document: Any) -> None:
    """Write the table of fonts: only those in use, each with the one that may stand in for it."""
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val={quoteattr(signs)}/>"
        f"<w:family w:val={quoteattr(family)}/><w:pitch w:val={quoteattr(pitch)}/></w:font>"
        for name, (other, signs, family, pitch) in _KNOWN.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    document.part.part_related_by(
        RELATIONSHIP_TYPE.FONT_TABLE
    )._blob = f'{head}<w:fonts xmlns:w="{_NAMESPACE}">{fonts}</w:fonts>'.encode()
