"""The public pages of the directory: States with their points of contact, cards to download, the signed edition."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from salwa.domain.refusals import Refusal
from salwa.services.directory import public
from salwa.services.directory.permissions import may_manage_directory
from salwa.web.directory.forms import GroupForm
from salwa.web.frame.errors import refused

READING = ("GET", "HEAD")


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for everybody, read only; a `Refusal` becomes a page with what to do next."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)

    return guarded


@open_to_all
def directory(request: HttpRequest) -> HttpResponse:
    """All States with contacts, in the alphabetical order of the reader's language."""
    edition = public.public_edition()
    form = GroupForm(request.GET, public.group_choices())
    group = form.cleaned_data["group"] if form.is_valid() else ""
    context = {
        "form": form,
        "edition": edition,
        "lines": public.states_listed(edition.contacts, group) if edition else [],
        "asked": bool(group),
        "key": public.public_key() if edition else None,
        "may_manage": request.user.is_authenticated and may_manage_directory(request.user),
    }
    return render(request, "directory/public.html", context)


@open_to_all
def state(request: HttpRequest, state: str) -> HttpResponse:
    """One State."""
    edition = public.public_edition()
    return render(request, "directory/state.html", {"line": public.public_state(state), "edition": edition})


@open_to_all
def card(request: HttpRequest, state: str, uid: str) -> HttpResponse:
    """The vCard of a contact."""
    content = public.public_vcard(state, str(uid))
    return _file(content, "text/vcard; charset=utf-8", f"{state}-{str(uid)[:8]}.vcf")


@open_to_all
def edition_signed(request: HttpRequest) -> HttpResponse:
    """The newest edition as it was signed: what installations follow."""
    return _file(public.signed_public_edition(), "application/jose", "directory.jws")


@open_to_all
def edition_json(request: HttpRequest) -> HttpResponse:
    """The bytes that are signed, for programs that only read."""
    return _file(public.public_edition_json(), "application/json; charset=utf-8", "directory.json")


@open_to_all
def contacts_csv(request: HttpRequest) -> HttpResponse:
    """The contacts as a table."""
    return _file(public.public_csv(), "text/csv; charset=utf-8", "directory.csv")


@open_to_all
def key(request: HttpRequest) -> HttpResponse:
    """The key that signs the directory."""
    public.signed_public_edition()
    content = json.dumps(public.public_key(), indent=1).encode() + b"\n"
    return _file(content, "application/json; charset=utf-8", "directory-key.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )
