"""A form and the service behind it: a refusal stands at its field, or at the top when it names none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.languages import spoken


class Tried:
    """What came of trying to act: `value` where it was done, else the `refusal` (None when it stands at a field)."""

    def __init__(self) -> None:
        self.done = False
        self.value: Any = None
        self.refusal: Refusal | None = None


def try_to(form: Form, act: Callable[[], Any]) -> Tried:
    """Act once the form is valid. Lacking rights and missing records are not the form's: they pass through."""
    tried = Tried()
    if not form.is_valid():
        return tried
    try:
        tried.value = act()
        tried.done = True
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        field = str(refusal.where.get("field", ""))
        if field in form.fields:
            remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
            form.add_error(field, ValidationError(spoken(refusal.sentence) + remedy, code=refusal.code))
        else:
            tried.refusal = refusal
    return tried
