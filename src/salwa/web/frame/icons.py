"""Line pictograms drawn for Salwa, as paths on a 24 x 24 grid."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "home": '<path d="M4 11 12 4l8 7M6 10v10h12V10M10 20v-6h4v6"/>',
    "find": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "weapons": '<path d="M3 8h13l4 2v3h-7l-1 2H9l-2 5H3l2-6H3z"/>',
    "record": '<path d="M12 5v14M5 12h14"/>',
    "imports": '<path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14"/>',
    "screening": '<path d="M4 6h9M4 12h7M4 18h9M15 15l2.5 2.5L22 13"/>',
    "duplicates": '<path d="M4 4h11v11H4zM9 9h11v11H9z"/>',
    "analysis": '<path d="M4 20h16M7 20v-7M12 20V6M17 20v-10"/>',
    "exchange": '<path d="M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4"/>',
    "audit": '<path d="M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-6 6.5-6s5.9 2 6.5 6"/>'
    '<path d="M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.1 2.7 3.5 5.5"/>',
    "licences": '<path d="M6 3h12v18H6zM9 8h6M9 12h6"/><circle cx="14" cy="16.500" r="2"/>',
    "holders": '<path d="M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6"/>',
    "marking": '<path d="M9 3h6v5l-3 4-3-4zM12 12v4M5 20h14M7 16h10"/>',
    "stock": '<path d="M3 10 12 4l9 6v10H3zM7 20v-7h10v7M7 16.500h10"/>',
    "ammunition": '<path d="M8 21V9q0-4 2-6 2 2 2 6v12zM8 17h4M15 21V12q0-3 1.500-4.500Q18 9 18 12v9z"/>',
    "destruction": '<path d="M4 20h16M6 20l2-9 8-2 2 11M9 6l3-3 3 3M12 3v6"/>',
    "seizures": '<path d="M4 4h9l7 7-9 9-7-7zM8 8h.1M13 20h7"/>',
    "tracing": '<circle cx="5" cy="18" r="2"/><circle cx="12" cy="8" r="2"/><circle cx="19" cy="15" r="2"/>'
    '<path d="M6.200 16.400 10.800 9.700M13.600 9.400l3.800 4.200"/>',
    "contacts": '<path d="M5 4h14v16H5zM2.500 8h3M2.500 12h3M2.500 16h3"/><circle cx="12" cy="10" r="2.200"/>'
    '<path d="M8.500 16.500c.4-2 1.700-3 3.500-3s3.100 1 3.500 3"/>',
    "camera": '<path d="M4 8h3l2-3h6l2 3h3v11H4z"/><circle cx="12" cy="13" r="3.500"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "approvals": '<circle cx="8" cy="7" r="3"/><path d="M2.500 20v-2.500a5 5 0 0 1 8-4M13 16.500l3 3 5.500-6"/>',
    "yes": '<path d="m5 12.500 4.500 4.500L19 7"/>',
    "no": '<path d="m6 6 12 12M18 6 6 18"/>',
    "warning": '<path d="M12 4 2.500 20h19zM12 10v5M12 17.500v.1"/>',
    "question": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.1"/>',
    "picture": '<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4"/><circle cx="15.500" cy="9" r="1.200"/>',
    "edit": '<path d="m4 20 1-4L16 5l3 3L8 19zM14 7l3 3"/>',
    "part": '<path d="M3 10h12v5H3zM15 11h6v3h-6M6 15v4M10 15v4"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l3 3"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
}


def drawing(name: str) -> SafeString:
    """The pictogram `name` as inline SVG, hidden from screen readers: words always stand beside it."""
    body = mark_safe(PATHS[name])  # noqa: S308 - our own constant, nothing from outside
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', body)
