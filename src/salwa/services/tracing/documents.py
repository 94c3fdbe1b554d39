"""A tracing request for a State without Salwa, and the answer to one of its own: Word, PDF and data file (ITI 15-23).

These forms complement the channels that States have; whoever calls them has permitted the sending and audits it.
"""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from django.utils.translation import override

from salwa.domain.tracing import AnswerContents, AskedPicture, RequestContents, answer_to_json, request_to_json
from salwa.reference.tracing_schemas import VERSION
from salwa.services.sheets.printing import printed
from salwa.services.sheets.weapon_sheet import checked_language, django_language
from salwa.services.tracing.documents_answer import Answering, answer_paper_of
from salwa.services.tracing.documents_paper import Cell, Mark, Paper, Part, Sending, paper_of
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
        return _printed(paper_of(contents, Sending(from_state, to_state, request_uid, sent_on)), from_state, code)


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


def answer_docx(contents: RequestContents, answer: AnswerContents, answering: Answering, *, language: str) -> bytes:
    """A released answer as a Word document, to be signed. Raises `Refusal` (`no_such_language`)."""
    code = checked_language(language)
    with override(django_language(code)):
        paper = answer_paper_of(contents, answer, answering)
        return word_document(paper, language=code, made_on=answering.released_on)


def answer_pdf(contents: RequestContents, answer: AnswerContents, answering: Answering, *, language: str) -> bytes:
    """The same parts as a tagged PDF. Raises `Refusal` (`no_such_language`, `fonts_missing`, `not_printed`)."""
    code = checked_language(language)
    with override(django_language(code)):
        return _printed(answer_paper_of(contents, answer, answering), answering.from_state, code)


def answer_data(answer: AnswerContents, answering: Answering) -> bytes:
    """The data file beside the answer: the message tracing.answer (docs/protocol), UTF-8."""
    head = {"kind": "tracing.answer", "version": VERSION, "request": answering.request_uid, "uid": answering.answer_uid}
    return (json.dumps(head | answer_to_json(answer), ensure_ascii=False, indent=1) + "\n").encode()


def _printed(paper: Paper, author: str, language: str) -> bytes:
    data = {
        "title": paper.title,
        "document_title": paper.title,
        "author": name_of("country", author) or "Salwa",
        "confidential": paper.confidential,
        "number": [{"mark": paper.number}],
        "head": [_printed_fact(one) for one in paper.head],
        "parts": [_printed_part(one) for one in paper.parts],
    }
    return printed("request", data, language)


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
        "together": part.together,
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
