"""A text of its own planted in every text field of the register, for either unit, and the search for it in answers."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from salwa.storage.register.models import Depot
from tests.assurance.authorisation.policy import OTHER, OWN, Actor, Wanted, field_words, numbers, wanted, who_words

PLANTED = re.compile(rb"zqv([0-9a-z]{3})([ow])vqz", re.IGNORECASE)
NOT_PLANTED = frozenset({"code", "derived", "shape", "never"})
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
TEXTS = ("CharField", "TextField", "JSONField", "BinaryField", "EmailField", "SlugField", "URLField", "FileField")
_SIGN_OF_UNIT = {OWN: b"o", OTHER: b"w"}


@cache
def places() -> tuple[str, ...]:
    """`Model.field` of everything that is planted, in a fixed order; the place in it is the code of the text."""
    return tuple(
        f"{model}.{field}"
        for model, fields in sorted(field_words().items())
        for field, word in sorted(fields.items())
        if word not in NOT_PLANTED
    )


def text_of(place: str, unit: str) -> str:
    """The text planted in `Model.field` for a unit."""
    number = places().index(place)
    code = SIGNS[number // 1296 % 36] + SIGNS[number // 36 % 36] + SIGNS[number % 36]
    return f"zqv{code}{_SIGN_OF_UNIT[unit].decode()}vqz"


# Coordinates of depots, as they are shown: degrees with as many digits as are kept.
NUMBERS = {
    ("Depot.latitude", OWN): b"12.34567",
    ("Depot.longitude", OWN): b"45.67891",
    ("Depot.latitude", OTHER): b"23.45678",
    ("Depot.longitude", OTHER): b"56.78912",
}
LEAST_SIGNS = 12


def found_in(content: bytes) -> set[tuple[str, str]]:
    """(Model.field, unit) of every planted text in an answer."""
    known = places()
    planted = {place for place, number in NUMBERS.items() if number in content}
    units = {sign: unit for unit, sign in _SIGN_OF_UNIT.items()}
    return planted | {
        (known[int(code.decode(), 36)], units[sign.lower()])
        for code, sign in set(PLANTED.findall(content))
        if int(code.decode(), 36) < len(known)
    }


@cache
def may_see(place: str) -> Wanted:
    """What one has to have to see a field."""
    model, field = place.split(".")
    if place in numbers():
        return wanted(numbers()[place])
    return wanted(who_words()[field_words()[model][field]])


def leaks(actor: Actor, content: bytes) -> list[str]:
    """Planted texts in an answer that this person may not see."""
    return sorted(
        f"{place} of the unit {unit}"
        for place, unit in found_in(content)
        if not (actor.signed_in and may_see(place).opens(actor, unit))
    )


def readable(content: bytes, kind: str) -> bytes:
    """An answer as text: packed files unpacked, printed pages read. Nothing is nothing, whatever it would have been."""
    if not content:
        return content
    if kind.startswith(("application/zip", "application/vnd.openxml")):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"\n".join(packed.read(name) for name in packed.namelist())
    if kind.startswith("application/pdf"):
        command = ["pdftotext", "-raw", "-", "-"]
        printed = subprocess.run(command, input=content, capture_output=True, check=True).stdout
        # A narrow column breaks a text into lines.
        return printed + b"\n" + re.sub(rb"\s+", b"", printed)
    return content


def text_fields(model: type[models.Model]) -> set[str]:
    """Names of all fields of a table that could hold a text."""
    return {field.name for field in model._meta.concrete_fields if field.get_internal_type() in TEXTS}


def tables() -> Iterator[type[models.Model]]:
    """Every table of the register, of the accounts and of the directory."""
    for app in ("register", "accounts", "cooperation"):
        yield from apps.get_app_config(app).get_models()


def never_shown() -> tuple[bytes, ...]:
    """What lies in the columns that no answer may hold, as text; short words would be found by chance."""
    found: set[str] = set()
    for model in tables():
        for field, word in field_words()[model.__name__].items():
            if word == "never":
                values = model._default_manager.exclude(**{field: None}).values_list(field, flat=True)
                found |= {value for value in values if isinstance(value, str) and len(value) >= LEAST_SIGNS}
    return tuple(value.encode() for value in sorted(found))


def plant(border: dict[str, int], last: dict[str, int]) -> None:
    """Write the texts into all rows: up to `border` those of the own unit, from there to `last` of the other."""
    for model in tables():
        words = field_words()[model.__name__]
        for field in sorted(words):
            if words[field] in NOT_PLANTED or model.__name__ in ("Person", "AuditEntry", "RestrictedNote"):
                continue
            for unit, first, end in ((OWN, 0, border), (OTHER, border, last)):
                low = first[model._meta.label] if isinstance(first, dict) else 0
                rows = model._default_manager.filter(pk__gt=low, pk__lte=end[model._meta.label])
                _write(rows, field, text_of(f"{model.__name__}.{field}", unit))
    low = border["register.Depot"]
    for unit, rows in ((OWN, Depot.objects.filter(pk__lte=low)), (OTHER, Depot.objects.filter(pk__gt=low))):
        for field in ("latitude", "longitude"):
            rows.update(**{field: Decimal(NUMBERS[f"Depot.{field}", unit].decode())})


def _write(rows: models.QuerySet, field: str, text: str) -> None:
    name = rows.model.__name__
    if name == "Holder":
        # What is known of a person lies sealed elsewhere; the table refuses a name here.
        rows = rows.exclude(kind="person")
    if name == "User":
        rows = rows.exclude(is_operator=True)
    if name == "HolderChange":
        rows = rows.filter(field="name")
    if name == "ImportBatch":
        for row in rows:
            lines = json.loads(zlib.decompress(bytes(row.raw)))
            planted = [[number, [text for _ in cells]] for number, cells in lines]
            rows.filter(pk=row.pk).update(raw=zlib.compress(json.dumps(planted).encode()))
    elif (name, field) == ("Event", "details"):
        rows.filter(details__has_key="reason").update(details={"reason": text})
    elif (name, field) == ("SetAsideRow", "cells"):
        rows.update(cells=[text])
    elif (name, field) == ("SetAsideRow", "values"):
        rows.update(values={"column": text, "cells": 9, "columns": 8})
    elif (name, field) == ("Classification", "limbs"):
        rows.update(limbs={"a": text})
    elif (name, field) == ("CaseFinding", "values"):
        known = {"state": "BRA", "day": "1999-01-01", "precision": "year", "document": ""}
        rows.filter(kind="last_lawful_record").update(values={**known, "holder": text})
    elif (name, field) == ("User", "email"):
        rows.update(email=Concat(Value(text), Cast("pk", models.CharField()), Value("@police.example")))
    else:
        rows.update(**{field: Concat(Value(text), Cast("pk", models.CharField()))})
