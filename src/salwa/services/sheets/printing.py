"""Printed pages: a template of ours and data, made into a tagged PDF (PDF/UA-1) without any network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import timezone

from salwa.domain.languages import Sentence, direction_of, in_order, message
from salwa.domain.languages.bidi import END_ISOLATE, LTR_ISOLATE
from salwa.domain.refusals import Refusal
from salwa.domain.sheets.escaping import visible
from salwa.services.sheets.fonts import check_fonts, fonts, mark_fonts, text_fonts

PAGES = Path(__file__).parent / "pages"
# So many times a sign that no font has is written out before all rare signs are.
TRIES = 12
NOT_PRINTED = message("The page could not be printed.")
TAKE_OTHER = message("Take the list as a workbook or data table instead, and report this to the administrator.")
# Texts that are no running text; of these, some never reach the eye.
NEVER_SHOWN = {"svg", "file", "language", "region"}
WHOLE = {*NEVER_SHOWN, "mark", "alt", "document_title", "author"}
_UNDRAWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
# Scripts the required fonts have whole: Latin, Greek, Cyrillic, Arabic, punctuation, CJK.
_DRAWN = ((0x20, 0x52F), (0x600, 0x6FF), (0x2010, 0x2027), (0x3000, 0x30FF), (0x4E00, 0x9FFF))


def printed(page: str, data: dict[str, Any], language: str) -> bytes:
    """The PDF of the template `page` with `data`. A sign that no font on this machine has is written as [U+1F600].

    Raises `Refusal` (`fonts_missing`, `not_printed`).
    """
    check_fonts(language)
    look = {"fonts": text_fonts(language), "mark_fonts": mark_fonts()}
    known = data | {
        "language": language,
        "region": "CN" if language == "zh" else None,
        "right_to_left": direction_of(language) == "rtl",
    }
    undrawn: set[str] = set()
    template = (PAGES / f"{page}.typ").read_bytes()
    for turn in range(TRIES):
        shown = _drawable(known, undrawn, strict=turn == TRIES - 1) | look
        try:
            return _compiled(template, shown)
        except typst.TypstError as error:
            found = _UNDRAWN.search(error.message)
            if found is None:
                break
            undrawn.update(sign for sign in _signs(found[1]) if not sign.isascii())
    raise Refusal("not_printed", Sentence(NOT_PRINTED), remedy=Sentence(TAKE_OTHER))


def _compiled(template: bytes, data: dict[str, Any]) -> bytes:
    # The page maker may read pictures below the media folder and nothing else; it has no packages and no network.
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    nowhere = str(PAGES / "no-packages")
    maker = typst.Compiler(
        template,
        root=str(root),
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    made = maker.compile(format="pdf", pdf_standards="ua-1", timestamp=int(timezone.now().timestamp()))
    return b"".join(made) if isinstance(made, list) else made or b""


def _drawable(value: Any, undrawn: set[str], *, strict: bool) -> Any:
    """The same data, each text printable and in its own order; `strict` leaves only signs of the required fonts."""
    if isinstance(value, str):
        return in_order(_shown(value, undrawn, strict=strict))
    if isinstance(value, dict):
        return {
            key: _whole(key, one, undrawn, strict=strict)
            if key in WHOLE and isinstance(one, str)
            else _drawable(one, undrawn, strict=strict)
            for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_drawable(one, undrawn, strict=strict) for one in value]
    return value


def _whole(key: str, text: str, undrawn: set[str], *, strict: bool) -> str:
    if key in NEVER_SHOWN:
        return text
    shown = _shown(text, undrawn, strict=strict)
    return f"{LTR_ISOLATE}{shown}{END_ISOLATE}" if key == "mark" and shown else shown


def _shown(text: str, undrawn: set[str], *, strict: bool) -> str:
    shown = visible(text)
    if strict:
        return "".join(sign if _is_drawn(sign) else f"[U+{ord(sign):04X}]" for sign in shown)
    return "".join(f"[U+{ord(sign):04X}]" if sign in undrawn else sign for sign in shown) if undrawn else shown


def _is_drawn(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in _DRAWN)


def _signs(quoted: str) -> Iterator[str]:
    """The signs of a text as the page maker quotes it."""
    for escape, plain in re.findall(r"\\u\{([0-9a-f]+)\}|(.)", quoted):
        yield chr(int(escape, 16)) if escape else plain
