"""People of this installation, their roles, and adding one."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.accounts import actions
from salwa.services.accounts.grants import open_role_requests
from salwa.services.accounts.overview import list_people
from salwa.services.accounts.overview import person as find_person
from salwa.services.accounts.permissions import check_may_manage_accounts
from salwa.web.accounts.forms import PersonForm, RoleForm
from salwa.web.frame.access import signed_in
from salwa.web.frame.errors import not_found


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with current roles."""
    return render(request, "accounts/people.html", {"people": list_people(acting_user=request.user)})


@signed_in
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person with a first password that is shown once to the administrator."""
    check_may_manage_accounts(request.user)
    form = PersonForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data | {"roles": [Role(code) for code in form.cleaned_data["roles"]]}
        password = secrets.token_urlsafe(16)
        try:
            user = actions.add_person(acting_user=request.user, password=password, **wanted)
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
        else:
            waiting = open_role_requests(acting_user=request.user, user_id=user.pk)
            return render(request, "accounts/added.html", {"person": user, "password": password, "waiting": waiting})
    return render(request, "accounts/add.html", {"form": form, "refusal": refusal})


@signed_in
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person; POST asks for one more role."""
    form = RoleForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _ask_for_role(request, number, form.cleaned_data)
        except (NotPermitted, NotFound):
            raise
        except Refusal as found_refusal:
            refusal = found_refusal
    found = find_person(acting_user=request.user, user_id=number)
    if found is None:
        return not_found(request)
    waiting = open_role_requests(acting_user=request.user, user_id=number)
    context = {"person": found, "form": form, "refusal": refusal, "waiting": waiting}
    return render(request, "accounts/person.html", context, status=409 if refusal else 200)


def _ask_for_role(request: HttpRequest, number: int, wanted: dict[str, str]) -> HttpResponse:
    asked = actions.give_role(
        acting_user=request.user,
        user_id=number,
        organisation=wanted["organisation"],
        role=Role(wanted["role"]),
        reason=wanted["reason"],
    )
    if asked is None:
        messages.success(request, gettext("The person holds this role already. Nothing was changed."))
        return redirect("person", number)
    messages.success(request, gettext("Your request was made. Another administrator has to approve it."))
    return redirect("approval", asked)


@signed_in
@require_POST
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """End one role of this person."""
    found = find_person(acting_user=request.user, user_id=number)
    wanted = request.POST.get("membership", "")
    held = [one.membership for one in found.roles if str(one.membership) == wanted] if found else []
    if not held:
        return not_found(request)
    actions.end_role(acting_user=request.user, membership_id=held[0])
    messages.success(request, gettext("The role was ended. It stays in the records."))
    return redirect("person", number)
