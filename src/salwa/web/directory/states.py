"""The contacts of States in a national installation: the followed directory, own corrections, taking editions."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.directory import Step
from salwa.services.directory import declarations, following, states
from salwa.services.directory.permissions import check_may_manage_directory, may_manage_directory
from salwa.services.directory.public import group_choices, public_key
from salwa.web.directory.forms import DeclareForm, EditionForm, GroupForm, KeyForm, OwnContactForm, known_details
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to

# More than the largest edition: what is longer is refused by its length.
MOST_READ = 3_000_000


@signed_in
def contacts(request: HttpRequest) -> HttpResponse:
    """All States with contacts."""
    form = GroupForm(request.GET, group_choices())
    group = form.cleaned_data["group"] if form.is_valid() else ""
    context = {
        "form": form,
        "followed": states.followed_directory(acting_user=request.user, group=group),
        "asked": bool(group),
        "may_manage": may_manage_directory(request.user),
    }
    return render(request, "directory/contacts.html", context)


@signed_in
def contacts_of(request: HttpRequest, state: str) -> HttpResponse:
    """One State."""
    context = {
        "state": states.contacts_of_state(acting_user=request.user, state=state),
        "may_manage": may_manage_directory(request.user),
    }
    return render(request, "directory/contacts_of.html", context)


@signed_in
def own_contact(request: HttpRequest, state: str) -> HttpResponse:
    """Put an own contact before that of the directory."""
    check_may_manage_directory(request.user)
    known = states.contacts_of_state(acting_user=request.user, state=state)
    first = next((one for one in known.contacts if one.kind == request.GET.get("kind", "iti")), None)
    initial = known_details(first.details) | {"kind": first.kind} if first else {"kind": "iti"}
    form = OwnContactForm(request.POST if request.method == "POST" else None, initial=initial)
    tried = try_to(
        form,
        lambda: states.record_own_correction(
            acting_user=request.user, state=state, kind=form.cleaned_data["kind"], details=form.details(),
            reason=form.cleaned_data["reason"],
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The own contact was recorded; it goes before the directory."))
        return redirect("state_contacts", state)
    context = {"form": form, "refusal": tried.refusal, "state": known}
    return render(request, "directory/own.html", context, status=422 if form.errors or tried.refusal else 200)


@signed_in
def declare(request: HttpRequest) -> HttpResponse:
    """The own contact of this State; POST gives the signed file for the secretariat."""
    check_may_manage_directory(request.user)
    form = DeclareForm(request.POST if request.method == "POST" else None, initial={"kind": "iti"})
    tried = try_to(
        form,
        lambda: declarations.declare_contact(
            acting_user=request.user, kind=form.cleaned_data["kind"], details=form.details()
        ),
    )
    if tried.done:
        headers = {"Content-Disposition": 'attachment; filename="contact.jws"'}
        return HttpResponse(tried.value[0], content_type="application/jose", headers=headers)
    context = {"form": form, "refusal": tried.refusal, "key": public_key()}
    return render(request, "directory/declare.html", context, status=422 if form.errors or tried.refusal else 200)


@signed_in
def own_key(request: HttpRequest) -> HttpResponse:
    """The key with which this installation signs what it declares."""
    content = json.dumps(declarations.own_key(acting_user=request.user), indent=1) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="state-key.json"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)


@require_POST
@signed_in
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let the directory count again."""
    state = states.take_back_correction(acting_user=request.user, correction_id=number)
    messages.success(request, gettext("The own contact was taken back; the directory counts again."))
    return redirect("state_contacts", state)


@signed_in
def follow(request: HttpRequest) -> HttpResponse:
    """Take an edition from a file or from the secretariat's address."""
    check_may_manage_directory(request.user)
    form = EditionForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))

    def act() -> following.Taken:
        file = form.cleaned_data["file"]
        if file is not None:
            return following.take_edition(acting_user=request.user, signed=file.read(MOST_READ), origin=file.name)
        return following.follow_address(acting_user=request.user, address=form.cleaned_data["address"])

    tried = try_to(form, act)
    if tried.done:
        told = gettext("Edition %(number)s was taken: %(count)s contacts.")
        if tried.value.step is Step.KNOWN:
            told = gettext("Edition %(number)s is known already; nothing changed.")
        messages.success(request, told % {"number": tried.value.number, "count": tried.value.contacts})
        return redirect("contacts")
    return _follow(request, form, KeyForm(), tried.refusal)


@require_POST
@signed_in
def pin(request: HttpRequest) -> HttpResponse:
    """Pin the key of the secretariat."""
    check_may_manage_directory(request.user)
    form = KeyForm(request.POST, request.FILES)
    tried = try_to(
        form,
        lambda: following.pin_key(
            acting_user=request.user,
            key_file=form.cleaned_data["key"].read(MOST_READ),
            fingerprint=form.cleaned_data["fingerprint"],
        ),
    )
    if tried.done:
        messages.success(request, gettext("The key was pinned. Editions signed with it are taken from now on."))
        return redirect("follow_directory")
    return _follow(request, EditionForm(), form, tried.refusal)


def _follow(request: HttpRequest, form: EditionForm, key_form: KeyForm, refusal: object) -> HttpResponse:
    wrong = bool(form.errors or key_form.errors or refusal)
    context = {
        "form": form,
        "key_form": key_form,
        "shown_form": key_form if key_form.errors else form,
        "refusal": refusal,
        "pinned": following.pinned(),
    }
    return render(request, "directory/follow.html", context, status=422 if wrong else 200)
