"""A weapon's page and its pictures."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import ItemKind
from salwa.services.marking.checking import check_weapon
from salwa.services.weapons import actions
from salwa.services.weapons.queries import open_weapon, picture_file
from salwa.services.weapons.values import WeaponPage
from salwa.web.frame.access import signed_in
from salwa.web.frame.days import typed_day
from salwa.web.frame.words import said
from salwa.web.weapons.forms import PictureForm, mark_box
from salwa.web.weapons.silhouettes import silhouette


@signed_in
def weapon(request: HttpRequest, number: int) -> HttpResponse:
    """Everything known of one weapon, its life as of the day `on` if one is asked for."""
    form = DayForm(request.GET if "on" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_valid() else None
    page = open_weapon(acting_user=request.user, weapon_id=number, on=on)
    return _page(request, page, PictureForm(marks=_mark_choices(page)), day_form=form)


@signed_in
def add_picture(request: HttpRequest, number: int) -> HttpResponse:
    """Add a picture; GET leads back to the weapon's page, which has the form."""
    if request.method != "POST":
        return redirect("weapon", number)
    page = open_weapon(acting_user=request.user, weapon_id=number)
    form = PictureForm(request.POST, request.FILES, marks=_mark_choices(page))
    if not form.is_valid():
        return _page(request, page, form, status=422)
    known = form.cleaned_data
    try:
        actions.add_picture(
            acting_user=request.user,
            weapon_id=number,
            stream=known["picture"],
            caption=known["caption"],
            mark_id=int(known["mark"]) if known["mark"] else None,
        )
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return _page(request, page, form, refusal=refusal, status=422)
    messages.success(request, gettext("The picture was added."))
    return redirect("weapon", number)


@signed_in
def picture(request: HttpRequest, number: int, small: bool = False) -> HttpResponse | FileResponse:
    """One picture; a browser may keep it for this person for an hour."""
    path = picture_file(acting_user=request.user, picture_id=number, small=small)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _mark_choices(page: WeaponPage) -> list[tuple[str, str]]:
    return [
        (str(mark.number), f"{said('content', mark.content)}: {mark.text or said('state', mark.state)}")
        for mark in page.marks
    ]


class DayForm(forms.Form):
    """A past day on which the life is to be looked at."""

    mostly_optional = True

    on = forms.CharField(
        label=_("State on the day"), required=False, max_length=10,
        widget=mark_box(dir="ltr", placeholder="2019-05-03"),
    )  # fmt: skip

    def clean_on(self) -> date | None:
        """The last day of what was typed: of a year alone its end."""
        return typed_day(self.cleaned_data["on"]).end


def _is_judged(page: WeaponPage) -> bool:
    """Whether the rules of marking apply: to weapons, not to parts, ammunition or records that were withdrawn."""
    return page.kind == ItemKind.WEAPON.value and page.withdrawn_at is None


def _page(
    request: HttpRequest,
    page: WeaponPage,
    form: PictureForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    day_form: DayForm | None = None,
) -> HttpResponse:
    marked = {mark.component for mark in page.marks}
    day_form = day_form or DayForm()
    context = {
        "weapon": page,
        "marks": [(mark, [one for one in page.pictures if one.mark == mark.number]) for mark in page.marks],
        "whole_pictures": [one for one in page.pictures if one.mark is None],
        "silhouette": silhouette(page.shape, marked),
        "marking": check_weapon(acting_user=request.user, weapon_id=page.number) if _is_judged(page) else None,
        "form": form,
        "refusal": refusal,
        "day_form": day_form,
    }
    status = 422 if day_form.errors else status
    return render(request, "weapons/weapon.html", context, status=status)
