"""Recording a weapon: what is known of it, its marks each on its part, one picture at once if wanted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.weapons import Component, ContentKind, Occasion
from salwa.services.languages import spoken
from salwa.services.weapons import actions
from salwa.services.weapons.permissions import check_may_record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.web.frame.access import signed_in
from salwa.web.weapons.forms import MarkForms, WeaponForm

# The marks most weapons bear: the number on the frame, the maker's stamp, the import mark (ITI 8(a), 8(b)).
USUAL = [
    {"content": ContentKind.SERIAL, "component": Component.FRAME, "occasion": Occasion.MANUFACTURE},
    {"content": ContentKind.SERIAL, "component": Component.BARREL, "occasion": Occasion.MANUFACTURE},
    {"content": ContentKind.IMPORT_MARK, "component": Component.UNKNOWN, "occasion": Occasion.IMPORT},
]
PLAIN = ("type", "maker", "model", "calibre", "country", "import_country", "year", "state_owned", "reference")
CHOSEN = ("build", "frame_material", "modular")


@signed_in
def record_weapon(request: HttpRequest) -> HttpResponse:
    """The form; POST records and leads to the new page."""
    check_may_record_weapon(request.user)
    form = WeaponForm(request.POST or None)
    marks = MarkForms(request.POST or None, initial=USUAL, prefix="marks")
    if request.method == "POST" and "more_marks" in request.POST:
        return _page(request, WeaponForm(initial=request.POST.dict()), _with_one_more(request))
    refusal = None
    if request.method == "POST" and form.is_valid() and marks.is_valid():
        try:
            number = actions.record_weapon(acting_user=request.user, entry=_entry(form, marks))
        except NotPermitted:
            raise
        except Refusal as found:
            refusal = found
        else:
            _keep_picture(request, number)
            messages.success(request, gettext("The weapon was recorded. It can be found by its marks from now on."))
            return redirect("weapon", number)
    return _page(request, form, marks, refusal)


def _page(request: HttpRequest, form: WeaponForm, marks: MarkForms, refusal: Refusal | None = None) -> HttpResponse:
    wrong = bool(form.errors or refusal or (marks.is_bound and marks.total_error_count()))
    context = {"form": form, "marks": marks, "refusal": refusal, "wrong": wrong}
    return render(request, "weapons/record.html", context, status=422 if wrong else 200)


def _with_one_more(request: HttpRequest) -> MarkForms:
    """The marks typed so far and one empty form more (for people without scripts)."""
    typed = MarkForms(request.POST, prefix="marks")
    kept = [{name: one[name].value() for name in one.fields} for one in typed.forms]
    return MarkForms(initial=[*kept, {"content": ContentKind.SERIAL, "component": Component.UNKNOWN}], prefix="marks")


def _entry(form: WeaponForm, marks: MarkForms) -> WeaponEntry:
    filled = [one.cleaned_data for one in marks.forms if not one.is_empty()]
    known = {name: form.cleaned_data[name].strip() if name == "year" else form.cleaned_data[name] for name in PLAIN}
    return WeaponEntry(
        **known,
        **{name: form.cleaned_data[name] or "unknown" for name in CHOSEN},
        marks=tuple(
            MarkEntry(one["component"], one["occasion"], one["content"], one["text"], one["state"]) for one in filled
        ),
        event=form.entry_of_event(),
    )


def _keep_picture(request: HttpRequest, number: int) -> None:
    """The weapon is recorded already; a picture that cannot be read is said, not lost in silence."""
    picture = request.FILES.get("picture")
    if picture is None:
        return
    try:
        actions.add_picture(acting_user=request.user, weapon_id=number, stream=picture)
    except Refusal as refusal:
        remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
        messages.error(request, spoken(refusal.sentence) + remedy)
