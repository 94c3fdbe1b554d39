"""Line drawings of eight kinds of weapon, drawn for Salwa on a grid: outlines to tell shapes apart, no more."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

# Kind -> (words, [path, ...]) on a field of 320 x 110.
DRAWINGS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "pistol": (
        _("Pistol"),
        (
            "M80 24h140l6 6v14H80z",
            "M70 28h10v8H70z",
            "M92 44h130l4 8-8 6 14 44h-38l-10-28h-20q-12 0-14-14l-2-16z",
            "M152 58q0 12 14 12h10l-4-12z",
            "M222 24l6-5 4 8",
        ),
    ),
    "revolver": (
        _("Revolver"),
        (
            "M64 24h78v14H64z",
            "M64 38h60v6H64z",
            "M148 20h38v32h-38z",
            "M148 30h38M148 41h38",
            "M142 14h54l14 12-8 16 6 8q16 24 20 54h-32q-6-26-22-40l-8-12h-50v-10",
            "M150 56q0 16 16 16h6l-6-16z",
            "M208 22l10-6-3 11",
        ),
    ),
    "rifle": (
        _("Rifle"),
        (
            "M6 36h104v6H6z",
            "M16 28v8",
            "M110 32h42v18h-42z",
            "M152 28h70v22h-70z",
            "M164 50h26l-12 42h-22q2-22 8-42z",
            "M198 50h16l12 34h-18z",
            "M196 50q0 14 12 14h8",
            "M222 30l88-2v42h-16l-72-20z",
        ),
    ),
    "shotgun": (
        _("Shotgun"),
        (
            "M6 34h190v7H6z",
            "M6 42h190v7H6z",
            "M96 49h66v9H96z",
            "M196 30h40v24h-40z",
            "M208 54q0 12 12 12h10l-2-12",
            "M236 34q20 4 30 20l44-4v34l-60-6q-18-10-26-24",
        ),
    ),
    "smg": (
        _("Sub-machine gun"),
        (
            "M50 38h46v7H50z",
            "M96 32h110v20H96z",
            "M120 52h18v46h-18z",
            "M176 52h18l10 34h-20z",
            "M146 52q0 14 14 14h16v-14",
            "M206 36h84M206 46h70M282 30h10v30h-10z",
        ),
    ),
    "mg": (
        _("Machine gun"),
        (
            "M4 36h116v7H4z",
            "M44 43L26 98M52 43l14 55",
            "M120 28h106v26H120z",
            "M128 54h44v32h-44z",
            "M134 62h32M134 70h32M134 78h32",
            "M196 54h18l10 30h-18z",
            "M226 30l84 2v40l-30-4-54-18z",
        ),
    ),
    "launcher": (
        _("Launcher"),
        (
            "M4 44l44-16v32z",
            "M48 36h40v16H48z",
            "M88 34h140v20H88z",
            "M228 34l70-10v40l-70-10z",
            "M118 54h14l6 30h-16z",
            "M166 54h14l6 30h-16z",
            "M134 34v-16h24v16",
        ),
    ),
    "mortar": (
        _("Mortar"),
        ("M196 8l16 8-80 80-16-8z", "M176 40l44 58M172 46l4 52M182 66h20", "M92 96h64v8H92z", "M190 26l14 8"),
    ),
}


def drawing(kind: str) -> SafeString | str:
    """The drawing of a kind, named for screen readers; nothing for a kind without one."""
    if kind not in DRAWINGS:
        return ""
    words, paths = DRAWINGS[kind]
    drawn = format_html_join("", '<path class="part" d="{}"/>', ((path,) for path in paths))
    return format_html(
        '<svg class="silhouette" viewBox="0 0 320 110" role="img" aria-label="{}">{}</svg>', words, drawn
    )


def drawn_kinds() -> list[tuple[SafeString | str, str | Promise]]:
    """Every drawing with its words, for a row of pictures."""
    return [(drawing(kind), words) for kind, (words, _paths) in DRAWINGS.items()]
