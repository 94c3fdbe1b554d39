"""A tracing request for a State without Salwa: Word, PDF and data file of the same contents (ITI 15-23).

These forms complement the channels that States have; whoever calls them has permitted the sending and audits it.
"""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from django.utils.translation import override

from salwa.domain.tracing import AskedPicture, RequestContents, request_to_json
from salwa.reference.tracing_schemas import VERSION
from salwa.services.sheets.printing import printed
from salwa.services.sheets.weapon_sheet import checked_language, django_language
from salwa.services.tracing.documents_paper import Cell, Mark, Part, Sending, paper_of
from salwa.services.tracing.documents_pictures import picture_file
from salwa.services.tracing.documents_word import word_document
from salwa.services.weapons.names import name_of


def request_docx(
    contents: RequestContents, *, language: str, from_state: str, to_state: str, request_uid: str, sent_on: date
) -> bytes:
    """The request with a form for the answer as a Word document, in one of the six languages.

    Every mark stands in a run of its own, exactly as read. Raises `Refusal` (`no_such_language`,
    `picture_unreadable`).
    """
    code = checked_language(language)
    with override(django_language(code)):
        paper = paper_of(contents, Sending(from_state, to_state, request_uid, sent_on))
        return word_document(paper, language=code, made_on=sent_on)


def request_pdf(
    contents: RequestContents, *, language: str, from_state: str, to_state: str, request_uid: str, sent_on: date
) -> bytes:
    """The same parts as a tagged PDF. Raises `Refusal` (`no_such_language`, `fonts_missing`, `not_printed`,
    `picture_unreadable`).
    """
    code = checked_language(language)
    with override(django_language(code)):
        paper = paper_of(contents, Sending(from_state, to_state, request_uid, sent_on))
        data = {
            "title": paper.title,
            "document_title": paper.title,
            "author": name_of("country", from_state) or "Salwa",
            "confidential": paper.confidential,
            "head": [_printed_fact(one) for one in paper.head],
            "parts": [_printed_part(one) for one in paper.parts],
        }
        return printed("request", data, code)


def request_data(
    contents: RequestContents, *, from_state: str, to_state: str, request_uid: str
) -> bytes:  # fmt: skip
    """The data file beside the document: the message tracing.request (docs/protocol), UTF-8, no code left out."""
    message = {
        "kind": "tracing.request",
        "version": VERSION,
        "request": request_uid,
        "from": from_state,
        "to": to_state,
        "contents": request_to_json(contents),
    }
    return (json.dumps(message, ensure_ascii=False, indent=1) + "\n").encode()


def _printed_part(part: Part) -> dict[str, Any]:
    table = None
    if part.table is not None:
        table = {
            "columns": [label for label, _ in part.table.columns],
            "shares": [share for _, share in part.table.columns],
            "rows": [[_pieces(cell) for cell in row] for row in part.table.rows],
            "tall": part.table.tall,
        }
    return {
        "heading": part.heading,
        "texts": [_pieces(text) or "" for text in part.texts],
        "facts": [_printed_fact(one) for one in part.facts],
        "ticks": list(part.ticks),
        "table": table,
        "pictures": [_printed_picture(one) for one in part.pictures],
        "new_page": part.new_page,
        "small": part.small,
    }


def _printed_fact(fact: tuple[str, Cell]) -> dict[str, Any]:
    return {"label": fact[0], "value": _pieces(fact[1])}


def _pieces(cell: Cell) -> list[Any] | None:
    found: list[Any] = []
    for one in cell:
        if isinstance(one, Mark):
            found.append({"mark": one.text})
            continue
        for place, line in enumerate(one.split("\n")):
            found += [{"line_end": True}, line] if place else [line]
    return found or None


def _printed_picture(picture: AskedPicture) -> dict[str, Any]:
    """The picture inside a drawing of its size: the page maker takes drawings as text and needs no file."""
    file = picture_file(picture)
    width, height = file.width, file.height
    packed = base64.b64encode(file.content).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{packed}"/></svg>'
    )
    caption = picture.caption or picture.name
    return {"svg": svg, "alt": caption, "caption": caption}
