"""Pictures of counts: one chart specification, drawn as SVG or PNG on the server and kept in the home folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext

from salwa.domain.analysis.charts import DARK, LIGHT, PAPER, Look, Palette, ShownBar, Words, bar_chart
from salwa.domain.analysis.findings import per_cent
from salwa.domain.analysis.hatching import hatched
from salwa.domain.languages import direction_of
from salwa.services.analysis.names import reader_language
from salwa.services.analysis.queries import CountView, NamedRow, Origin
from salwa.services.languages import spoken

# Part of the name of a kept picture; raise it when pictures are drawn differently.
DRAWING = 1
VEGA_LITE = "6.1"
KEPT_PICTURES = 500
WIDTHS = {"wide": 720, "narrow": 352}
PALETTES = {"light": LIGHT, "dark": DARK, "paper": PAPER}


def look_of(*, scheme: str = "paper", width: str = "wide", titled: bool = True) -> Look:
    """How to draw for the reader: `scheme` light, dark or paper (white ground), `width` wide or narrow."""
    return Look(PALETTES[scheme], WIDTHS[width], direction_of(reader_language()), titled)


def chart_of(view: CountView, look: Look, kind_words: str) -> dict[str, Any]:
    """The chart specification (Vega-Lite) of one count, in the reader's language."""
    return bar_chart(_shown(view), words_of(view, kind_words), look)


def words_of(view: CountView, kind_words: str) -> Words:
    """Title (the finding), measure with n, and source line."""
    n = number_format(view.table.total, force_grouping=True)
    subtitle = f"{kind_words} · {gettext(view.words.measure)} · n = {n}"
    return Words(title=spoken(view.says), subtitle=subtitle, source=source_line(view.origin))


def source_line(origin: Origin) -> str:
    """Where the figures come from and as of when."""
    at = timezone.localtime(origin.as_of).strftime("%Y-%m-%d %H:%M")
    told = gettext("Source: weapons register of {register}, as of {at}.")
    # Isolates keep the moment readable inside Arabic text, in pages and in pictures.
    return told.format(register=f"\u2068{origin.register}\u2069", at=f"\u2066{at}\u2069")


def svg_of(view: CountView, look: Look, kind_words: str) -> str:
    """The picture as SVG; drawn once, then read from the home folder."""
    specification = chart_of(view, look, kind_words)
    return _kept(specification, "svg", lambda: _draw(specification, look.palette).encode()).decode()


def drawn(specification: dict[str, Any], palette: Palette) -> bytes:
    """Any chart specification as SVG, kept like the pictures of counts."""
    return _kept(specification, "svg", lambda: _draw(specification, palette).encode())


def png_of(view: CountView, look: Look, kind_words: str) -> bytes:
    """The picture as PNG at twice its size in pixels, for documents."""
    specification = chart_of(view, look, kind_words)
    return _kept(specification, "png", lambda: _pixels(_draw(specification, look.palette)))


def _shown(view: CountView) -> list[ShownBar]:
    bars = [_shown_bar(view, row) for row in view.bars]
    # Two entries of one name would fall on one line of the picture: their codes tell them apart.
    repeated = {label for label, times in Counter(bar.label for bar in bars).items() if times > 1}
    return [
        ShownBar(f"{bar.label} ({row.bar.code})", bar.count, bar.shown, bar.known) if bar.label in repeated else bar
        for bar, row in zip(bars, view.bars, strict=True)
    ]


def _shown_bar(view: CountView, row: NamedRow) -> ShownBar:
    figure = number_format(row.bar.count, force_grouping=True)
    if row.share is not None and row.bar.count:
        figure = f"{figure} ({per_cent(row.bar.count, view.table.known)} %)"
    return ShownBar(row.name, row.bar.count, figure, row.bar.known)


def _draw(specification: dict[str, Any], palette: Palette) -> str:
    import vl_convert  # slow start

    svg = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    return hatched(svg, palette)


def _pixels(svg: str) -> bytes:
    import vl_convert  # slow start

    return bytes(vl_convert.svg_to_png(svg, scale=2))


def _kept(specification: dict[str, Any], suffix: str, draw: Any) -> bytes:
    """The picture of a specification from the home folder, else drawn and kept there.

    The name is the digest of everything the picture is made from, so a kept picture is never out of date.
    """
    text = json.dumps([DRAWING, specification], sort_keys=True, ensure_ascii=False)
    folder: Path = settings.HOME / "pictures-of-counts"
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:40]}.{suffix}"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    content: bytes = draw()
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(folder)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    return content


def _make_room(folder: Path) -> None:
    """Keep the newest pictures only; a picture that goes is drawn again when asked for."""
    paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in paths[: max(0, len(paths) - KEPT_PICTURES)]:
        path.unlink(missing_ok=True)
