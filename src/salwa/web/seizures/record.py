"""Recording a seizure: one form in groups, then everything once more to check, with room for pictures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.doubts import doubted_in
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.weapons import MarkState
from salwa.services.languages import spoken
from salwa.services.seizures.permissions import check_may_record_seizures
from salwa.services.seizures.pictures import add_seized_picture
from salwa.services.seizures.queries import pictures_wanted
from salwa.services.seizures.recording import record_incident
from salwa.web.frame.access import signed_in
from salwa.web.seizures.forms import IncidentForm, SeizedWeaponForm, WeaponForms, new_uid
from salwa.web.weapons.forms import LONGEST

DOUBTED = message("The serial number “{text}” is given as legible, and you wrote: “{said}”.")


@signed_in
def new_seizure(request: HttpRequest) -> HttpResponse:
    """The form; sent once it shows everything to check, sent from there it records."""
    check_may_record_seizures(request.user)
    start = {"uid": new_uid(), "day": timezone.localdate().isoformat()}
    form = IncidentForm(request.POST or None, initial=start)
    # Whoever comes from the identification key brings the type along.
    known = [{"type": request.GET["type"][:LONGEST]}] if request.GET.get("type") else None
    weapons = WeaponForms(request.POST or None, prefix="weapons", initial=None if request.POST else known)
    if request.method != "POST":
        return _page(request, form, weapons)
    if "more_weapons" in request.POST:
        return _page(request, _unbound(form), _with_one_more(request))
    if "change" in request.POST:
        return _page(request, _unbound(form), _again(request))
    valid = form.is_valid() & weapons.is_valid()
    if not valid:
        # What no browser sends has no forms to show: an empty one stands for them.
        return _page(request, form, weapons if weapons.forms else WeaponForms(prefix="weapons"), told=not valid)
    if "in_part" in request.POST:
        weapons = _read_in_part(request)
        return _check_page(request, form, weapons) if weapons.is_valid() else _page(request, form, weapons)
    if "record" not in request.POST:
        return _check_page(request, form, weapons)
    try:
        entry = form.entry(tuple(one.entry() for one in weapons.filled()))
        number = record_incident(acting_user=request.user, entry=entry)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _page(request, form, weapons, refusal)
    _keep_pictures(request, number)
    messages.success(request, gettext("The seizure was recorded and checked against the register."))
    return redirect("seizure", number)


def _page(
    request: HttpRequest, form: IncidentForm, weapons: Any, refusal: Refusal | None = None, told: bool = False
) -> HttpResponse:
    wrong = told or bool(
        (form.is_bound and form.errors) or refusal or (weapons.is_bound and weapons.total_error_count())
    )
    context = {"form": form, "weapons": weapons, "refusal": refusal, "wrong": wrong}
    return render(request, "seizures/form.html", context, status=422 if wrong else 200)


def _check_page(request: HttpRequest, form: IncidentForm, weapons: Any) -> HttpResponse:
    shown = [(place, one, list(enumerate(one.marks()))) for place, one in enumerate(weapons.filled())]
    entry = form.entry(())
    counted = entry.classification
    shown = [(*one, _doubted(one[1], entry.circumstances)) for one in shown]
    context = {"form": form, "weapons": weapons, "shown": shown, "entry": entry, "counted": counted,
               "limbs": list(counted.limbs.items())}  # fmt: skip
    return render(request, "seizures/check.html", context)


def _doubted(weapon: SeizedWeaponForm, circumstances: str) -> Sentence | None:
    """What speaks against a serial number that is given as legible; None where nothing does."""
    serial = next((one for one in weapon.marks() if one.content == "serial" and one.state == "present"), None)
    said = doubted_in(serial.text, (circumstances, weapon.cleaned_data["others"])) if serial else ""
    return Sentence(DOUBTED, {"text": serial.text, "said": said}) if serial and said else None


def _read_in_part(request: HttpRequest) -> Any:
    """The weapons as they were sent, with the serial number of one of them given as read in part."""
    typed, prefix = request.POST.copy(), request.POST["in_part"]
    weapons = WeaponForms(typed, prefix="weapons")
    if prefix in [one.prefix for one in weapons.forms]:
        typed[f"{prefix}-serial_state"] = MarkState.PARTIAL.value
    return weapons


def _unbound(form: IncidentForm) -> IncidentForm:
    """The form with what was typed and without its errors."""
    return IncidentForm(initial={name: form[name].value() for name in form.fields})


def _again(request: HttpRequest, more: int = 0) -> Any:
    typed = WeaponForms(request.POST, prefix="weapons")
    kept: list[dict[str, Any]] = [{name: one[name].value() for name in one.fields} for one in typed.forms]
    return WeaponForms(initial=[*kept, *({} for _ in range(more))], prefix="weapons")


def _with_one_more(request: HttpRequest) -> Any:
    """The weapons typed so far and one empty form more (for people without scripts)."""
    return _again(request, more=1)


def _keep_pictures(request: HttpRequest, incident: int) -> None:
    """The seizure is recorded already; a picture that cannot be read is said, not lost in silence."""
    wanted = pictures_wanted(acting_user=request.user, incident=incident) if request.FILES else []
    for position, seized, marks in wanted:
        for name, mark in [("whole", None), *((str(place), number) for place, number in enumerate(marks))]:
            for file in request.FILES.getlist(f"picture-{position}-{name}"):
                _keep(request, seized, file, mark)


def _keep(request: HttpRequest, seized: int, file: UploadedFile, mark: int | None) -> None:
    try:
        add_seized_picture(acting_user=request.user, seized=seized, stream=file, mark=mark)
    except Refusal as refusal:
        remedy = f" {spoken(refusal.remedy)}" if refusal.remedy else ""
        messages.error(request, spoken(refusal.sentence) + remedy)
