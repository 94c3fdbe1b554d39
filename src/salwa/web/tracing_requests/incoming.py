"""Requests of other States: inbox, look-up in the own register, draft of the answer, release by a second person."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.languages import LANGUAGES
from salwa.domain.marks.matching.verdict import split_by_likelihood
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import AnswerContents, AnswerKind, Channel, RegisteredAs, Step
from salwa.services.tracing_answers import drafting, releasing, suggesting
from salwa.services.tracing_answers.papers import languages_for
from salwa.services.tracing_answers.permissions import may_draft_answers, may_release_answers
from salwa.services.tracing_requests.paper import acknowledge_on_paper, record_paper_request
from salwa.services.tracing_requests.permissions import check_may_work_on_requests, may_work_on_requests
from salwa.services.tracing_requests.queries import (
    DraftShown,
    IncomingPage,
    following_rows,
    incoming_list,
    open_incoming,
)
from salwa.services.weapons.permissions import may_open_weapon
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.numbers import whole_number
from salwa.web.tracing_requests.forms import DraftForm, LimitedReasonForm, PaperRequestForm, TextForm


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Requests of other States with their clocks."""
    only_open = request.GET.get("show") != "all"
    rows = incoming_list(
        acting_user=request.user, only_open=only_open, before=whole_number(request.GET.get("before")) or 0
    )
    shown = {"rows": rows, "only_open": only_open, "following": following_rows(rows)}
    return render(request, "tracing_requests/inbox.html", shown | {"may_work": may_work_on_requests(request.user)})


@signed_in
def paper(request: HttpRequest) -> HttpResponse:
    """Enter a request that came on paper."""
    check_may_work_on_requests(request.user)
    form = PaperRequestForm(request.POST or None, initial={"uid": uuid.uuid4()})
    tried = try_to(
        form,
        lambda: record_paper_request(
            acting_user=request.user, uid=form.cleaned_data["uid"], from_state=form.cleaned_data["from_state"],
            received_on=form.cleaned_data["received_on"], contents=form.contents(),
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The request was recorded."))
        return redirect("tracing_incoming", tried.value)
    return render(request, "tracing_requests/paper.html", {"form": form, "refusal": tried.refusal})


@signed_in
@require_POST
def acknowledged(request: HttpRequest, number: int) -> HttpResponse:
    """Record that the receipt of a paper request was acknowledged."""
    acknowledge_on_paper(acting_user=request.user, incoming_id=number)
    messages.success(request, gettext("The step was recorded."))
    return redirect("tracing_incoming", number)


@signed_in
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what is asked and why, the record it is about, drafts and answers."""
    found = open_incoming(acting_user=request.user, number=number)
    return render(request, "tracing_requests/incoming.html", _shown(request, found))


@signed_in
@require_POST
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Look the weapon up in the own register; counted and logged as every look-up."""
    found = open_incoming(acting_user=request.user, number=number, to_work=True)
    refusal, result = None, None
    try:
        result = suggesting.candidates_for(acting_user=request.user, incoming_id=number)
    except Refusal as refused:
        refusal = refused
    likely, less_likely = split_by_likelihood(
        result.candidates if result else (), lambda one: (reason.bearing for reason in one.reasons)
    )
    shown = {
        **_shown(request, found), "result": result, "refusal": refusal, "looked": True, "likely": likely,
        "less_likely": less_likely,
    }  # fmt: skip
    return render(request, "tracing_requests/incoming.html", shown)


@signed_in
@require_POST
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Say which record it is, or take it back."""
    chosen = whole_number(request.POST.get("weapon"))
    drafting.choose_record(acting_user=request.user, incoming_id=number, weapon_id=chosen)
    if chosen is None:
        return redirect("tracing_incoming", number)
    messages.success(request, gettext("The record was chosen; nothing was sent."))
    return redirect("tracing_draft", number)


@signed_in
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Draft the answer; it begins with what the chosen record says."""
    found = open_incoming(acting_user=request.user, number=number, to_work=True)
    waiting = next((one for one in found.drafts if one.open), None)
    known = suggesting.registered_for(acting_user=request.user, incoming_id=number)
    if request.method == "POST":
        form = DraftForm(request.POST, known=known)
    else:
        form = _begun(request, found, waiting, known)
    tried = try_to(
        form,
        lambda: drafting.draft_answer(
            acting_user=request.user, incoming_id=number, answer=form.answer(), evidence=form.evidence(),
            draft_id=form.cleaned_data["draft"], version=form.cleaned_data["version"],
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The draft was saved; another person has to release it."))
        return redirect("tracing_incoming", number)
    shown = {**_shown(request, found), "form": form, "refusal": tried.refusal}
    return render(request, "tracing_requests/draft.html", shown)


def _begun(
    request: HttpRequest, found: IncomingPage, waiting: DraftShown | None, known: RegisteredAs | None
) -> DraftForm:
    if waiting is not None:
        initial = {"draft": waiting.number, "version": waiting.version}
        answer = replace(waiting.answer, registered=waiting.answer.registered or RegisteredAs())
        return DraftForm(answer=answer, evidence=waiting.evidence, initial=initial, known=known)
    told = suggesting.statements_for(acting_user=request.user, incoming_id=found.row.number)
    answer = AnswerContents(AnswerKind.FULL, statements=tuple(one.statement for one in told))
    return DraftForm(answer=answer, evidence=[one.evidence for one in told], initial={"kind": ""}, known=known)


@signed_in
@require_POST
def release(request: HttpRequest, number: int, draft: int) -> HttpResponse:
    """Release an answer that somebody else drafted, or send it back."""
    if "send_back" in request.POST:
        form = LimitedReasonForm(request.POST)
        tried = try_to(
            form,
            lambda: releasing.send_back(
                acting_user=request.user, draft_id=draft, incoming_id=number, reason=form.cleaned_data["reason"]
            ),
        )  # fmt: skip
        if tried.done:
            messages.success(request, gettext("The draft was sent back."))
            return redirect("tracing_incoming", number)
        found = open_incoming(acting_user=request.user, number=number)
        shown = {**_shown(request, found), "back_form": form, "form": form, "refusal": tried.refusal}
        return render(request, "tracing_requests/incoming.html", shown)
    releasing.release_answer(
        acting_user=request.user,
        draft_id=draft,
        incoming_id=number,
        version=whole_number(request.POST.get("version")) or 0,
    )
    messages.success(request, gettext("The answer was released and is on its way."))
    return redirect("tracing_incoming", number)


@signed_in
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the requester for what is missing (ITI 21)."""
    found = open_incoming(acting_user=request.user, number=number, to_work=True)
    form = TextForm(request.POST or None)
    tried = try_to(
        form,
        lambda: releasing.ask_information(
            acting_user=request.user, incoming_id=number, text=form.cleaned_data["text"]
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The question was sent."))
        return redirect("tracing_incoming", number)
    shown = {**_shown(request, found), "form": form, "refusal": tried.refusal}
    return render(request, "tracing_requests/ask.html", shown)


def _shown(request: HttpRequest, found: IncomingPage) -> dict[str, object]:
    waiting = next((one for one in found.drafts if one.open), None)
    answerable = {Step.ANSWERED, Step.CLARIFIED} & found.may_follow
    return {
        "page": found,
        "waiting": waiting,
        "may_open_weapons": may_open_weapon(request.user),
        "may_draft": may_draft_answers(request.user),
        "may_release": may_release_answers(request.user) and waiting is not None and not waiting.mine,
        "answerable": bool(answerable),
        "to_acknowledge": found.row.channel == Channel.DOCUMENT and Step.ACKNOWLEDGED in found.may_follow,
        "may_ask": Step.INFORMATION_ASKED in found.may_follow,
        "papers": _papers(request, found),
        "back_form": LimitedReasonForm(),
        "form": LimitedReasonForm(),
    }


def _papers(request: HttpRequest, found: IncomingPage) -> list[tuple[str, str, str]]:
    """(kind, language, words) of the papers of each released answer; none where the answer went sealed."""
    if found.row.channel != Channel.DOCUMENT or not may_draft_answers(request.user):
        return []
    names = {one.code: one.name for one in LANGUAGES}
    codes = languages_for(acting_user=request.user, state=found.row.from_state)
    papers = [("pdf", code, f"{gettext('PDF')} · {names[code]}") for code in codes]
    papers += [("docx", code, f"{gettext('Word document')} · {names[code]}") for code in codes]
    return [*papers, ("json", "", gettext("Data file"))]
