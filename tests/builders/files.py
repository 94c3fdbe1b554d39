"""Invented files of weapons."""

from __future__ import annotations

import io

from salwa.services.accounts.actions import operator
from salwa.services.imports import actions
from salwa.services.imports.queries import ImportView, view_import

HEADER = "Record no;Type;Make;Model;Calibre;Serial No.;Country;Date seized;State owned"


def row(number: int, serial: str = "", **other: str) -> str:
    """One line of the form HEADER; the fields not given are those of a Beretta 92."""
    fields = {
        "type": "pistol",
        "maker": "Beretta",
        "model": "92 FS",
        "calibre": "9x19",
        "country": "ITA",
        "date": "03/04/2024",
        "owned": "no",
    } | other
    return ";".join(
        [str(number), fields["type"], fields["maker"], fields["model"], fields["calibre"], serial, fields["country"],
         fields["date"], fields["owned"]]
    )  # fmt: skip


def a_file(lines: list[str], header: str = HEADER) -> bytes:
    """The file as bytes, UTF-8."""
    return ("\n".join([header, *lines]) + "\n").encode()


def received(content: bytes, name: str = "weapons.csv") -> int:
    """A file received and mapped as suggested; the import's id."""
    import_id = actions.receive_file(acting_user=operator(), file_name=name, stream=io.BytesIO(content))
    offer = actions.suggest_mapping(acting_user=operator(), import_id=import_id)
    actions.map_columns(acting_user=operator(), import_id=import_id, mapping=offer.mapping)
    return import_id


def imported(content: bytes, name: str = "weapons.csv") -> ImportView:
    """A file received, mapped as suggested and run to its end."""
    import_id = received(content, name)
    actions.run_import_now(acting_user=operator(), import_id=import_id)
    return view_import(acting_user=operator(), import_id=import_id)
