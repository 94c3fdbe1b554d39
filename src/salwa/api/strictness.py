"""Reading requests strictly: JSON without double names or odd numbers, no unknown or repeated query values."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from salwa.api.problems import FieldError, Refused

JSON = "application/json"


class StrictParser(Parser):
    """Refuses what two readers could understand in two ways."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain values; any fault in it becomes a 400."""
        return json.loads(request.body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def check_request(request: HttpRequest, known: Set[str]) -> None:
    """Refuse a body that is not JSON, and query values that are unknown to this operation or given twice."""
    if request.method == "POST":
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if request.content_type != JSON or charset not in {"utf-8", "utf8"}:
            raise Refused(415)
    errors = [
        FieldError(field=f"query.{name[:80]}", message="is not a parameter of this address")
        for name in request.GET
        if name not in known
    ]
    errors += [
        FieldError(field=f"query.{name[:80]}", message="is given more than once")
        for name in request.GET
        if name in known and len(request.GET.getlist(name)) > 1
    ]
    if errors:
        raise Refused(422, errors=errors)
