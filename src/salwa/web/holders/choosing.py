"""Choosing a holder in a form: its number, or words of its name; without scripts the form says which ones fit."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.services.holders.queries import lines_of, pick_holders
from salwa.services.holders.values import HolderLine
from salwa.services.languages import together
from salwa.web.frame.access import signed_in
from salwa.web.frame.words import said

MOST = 8
_NUMBERED = re.compile(r"\s*#?\s*(\d{1,18})\s*(?:·.*)?$", re.DOTALL)


class HolderField(forms.CharField):
    """A box in which a holder is chosen; its value is the holder's number, None where nothing was typed."""

    def __init__(self, **how: Any) -> None:
        how.setdefault("help_text", _("Type a part of the name, or the number of the holder."))
        box = forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "dir": "auto",
                "list": "holder-names",
                "hx-get": "/holders/suggestions/",
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#holder-names",
                "hx-params": "*",
            }
        )
        super().__init__(max_length=300, widget=box, **how)


def chosen(form: forms.Form, field: str, user: Any) -> int | None:
    """The number of the holder typed into `field`; raises `ValidationError` with the ones that fit."""
    text = str(form.cleaned_data.get(field) or "").strip()
    if not text:
        return None
    numbered = _NUMBERED.fullmatch(text)
    found = pick_holders(acting_user=user, text=numbered[1] if numbered else text, count=MOST + 1)
    if numbered:
        found = [one for one in found if one.number == int(numbered[1])] or found
    if len(found) == 1:
        return found[0].number
    if not found:
        raise forms.ValidationError(
            gettext("No open holder fits “%(text)s”. Record the holder first, or write another part of the name.")
            % {"text": text}
        )
    shown = together(as_typed(one) for one in found[:MOST])
    raise forms.ValidationError(
        gettext("Several holders fit; type the number of the one you mean: %(holders)s") % {"holders": shown}
    )


def as_typed(line: HolderLine) -> str:
    """A holder as the box shows it: number, then name, or the kind where the name is sealed."""
    return f"{line.number} · {line.name or said('holder_kind', line.kind)}"


def initially(number: int | None) -> str:
    """What stands in the box for a holder chosen before."""
    line = lines_of([number]).get(number) if number else None
    return as_typed(line) if line else ""


@signed_in
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the box while somebody types."""
    typed = next((value for name, value in request.GET.items() if name != "field"), "")[:100]
    found = pick_holders(acting_user=request.user, text=typed, count=MOST) if typed.strip() else []
    return render(request, "holders/suggestions.html", {"names": [as_typed(one) for one in found]})
