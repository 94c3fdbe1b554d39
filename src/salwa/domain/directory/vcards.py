"""A contact as a vCard 4.0 (RFC 6350): the office, never the person."""

from __future__ import annotations

from salwa.domain.directory.editions import ListedContact

FOLD = 75


def vcard(contact: ListedContact, *, state_name: str, kind_name: str) -> bytes:
    """The card in UTF-8, lines folded at 75 octets and ended by CRLF. Names are in the reader's language."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{contact.uid}",
        "KIND:org",
        f"FN:{_text(contact.office)}",
        f"ORG:{_part(state_name)};{_part(contact.office)}",
        f"EMAIL;TYPE=work:{_text(contact.email)}",
    ]
    if contact.telephone:
        lines.append(f'TEL;VALUE=text;TYPE="work,voice":{_text(contact.telephone)}')
    if contact.postal:
        lines.append(f"ADR;TYPE=work;LABEL={_parameter(contact.postal)}:;;;;;;{_part(state_name)}")
    lines += [f"LANG;PREF={place}:{code}" for place, code in enumerate(contact.languages[:100], start=1)]
    if contact.time_zone:
        lines.append(f"TZ;VALUE=text:{_text(contact.time_zone)}")
    if contact.hours:
        lines.append(f"NOTE:{_text(contact.hours)}")
    lines += [f"CATEGORIES:{_part(kind_name)}", f"REV:{contact.revised:%Y%m%d}T000000Z", "END:VCARD"]
    return b"".join(_folded(line) for line in lines)


def _text(text: str) -> str:
    """A text value: backslash, comma and line end are escaped (RFC 6350, 3.4)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")


def _part(text: str) -> str:
    """A part of a value with several parts: the semicolon is escaped too."""
    return _text(text).replace(";", "\\;")


def _parameter(text: str) -> str:
    """A parameter value in quotation marks (RFC 6868: what may not stand in one is written with a circumflex)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = plain.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{escaped}"'


def _folded(line: str) -> bytes:
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        octets = sign.encode()
        # The blank that begins a continued line counts as well.
        if len(piece) + len(octets) > FOLD - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += octets
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
