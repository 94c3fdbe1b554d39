"""Original exporters of goods that leave again: who has to be told, the letter, and that they were told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from salwa.domain.licences.vocabulary import StepKind
from salwa.services.licences import notices
from salwa.services.licences.queries import open_licence
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.errors import not_found
from salwa.web.licences.act_forms import LetterForm, NoticeForm
from salwa.web.licences.shown import form_page, page_for


@signed_in
def exporters(request: HttpRequest, number: int) -> HttpResponse:
    """Whom to tell before the goods leave."""
    page = open_licence(acting_user=request.user, licence_id=number)
    return render(request, "licences/exporters.html", {"licence": page})


@signed_in
def notify(request: HttpRequest, number: int, state: str) -> HttpResponse:
    """Recording that an original exporter was told."""
    page = page_for(request, number, StepKind.EXPORTER_NOTIFIED)
    known = next((one for one in page.exporters if one.state == state), None)
    if known is None:
        return not_found(request)
    form = NoticeForm(request.POST or None, initial={"day": timezone.localdate(), "state": state})
    tried = try_to(
        form,
        lambda: notices.record_notice(
            acting_user=request.user, licence_id=number, state=state, day=form.cleaned_data["day"],
            how=form.cleaned_data["how"], answer=form.cleaned_data["answer"],
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("It was recorded that the original exporter was told."))
        return redirect("licence_exporters", number)
    return form_page(request, "licences/notify.html", page, form, refusal=tried.refusal, exporter=known)


@signed_in
def letter(request: HttpRequest, number: int, state: str) -> HttpResponse:
    """The letter to one original exporter, to be printed."""
    page = open_licence(acting_user=request.user, licence_id=number)
    form = LetterForm(request.GET)
    answer_by = form.cleaned_data["answer_by"] if form.is_valid() else None
    shown = notices.notification_letter(acting_user=request.user, licence_id=number, state=state, answer_by=answer_by)
    context = {"licence": page, "shown": shown, "form": form, "today": timezone.localdate()}
    return render(request, "licences/letter.html", context)
