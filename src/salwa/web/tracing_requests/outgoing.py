"""Own requests to other States: list, composing, checking and sending, following (ITI 15-23)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from salwa.domain.languages import LANGUAGES
from salwa.domain.tracing import Channel, RequestState, Step
from salwa.services.tracing.queries import answer_acknowledges
from salwa.services.tracing_requests import checking, composing, following, sending
from salwa.services.tracing_requests.permissions import may_work_on_requests
from salwa.services.tracing_requests.queries import (
    OutgoingPage,
    case_numbered,
    following_rows,
    open_outgoing,
    outgoing_list,
)
from salwa.services.tracing_requests.states import channel_to
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.frame.errors import not_found
from salwa.web.frame.numbers import whole_number
from salwa.web.tracing_requests.forms import NewRequestForm, PaperAnswerForm, RequestForm, SendForm, TextForm

# Address of a step that needs words -> (the step, what does it, heading, button).
STEPS = {
    "information": (
        Step.INFORMATION_GIVEN, following.give_information, "text",
        _("Give the information asked for"), _("Send the information"),
    ),
    "clarification": (
        Step.CLARIFICATION_ASKED, following.ask_clarification, "text",
        _("Ask for clarification"), _("Send the question"),
    ),
    "withdraw": (
        Step.WITHDRAWN, following.withdraw_request, "reason",
        _("Withdraw the request"), _("Withdraw the request"),
    ),
    "close": (Step.CLOSED, following.close_request, "reason", _("Close the request"), _("Close the request")),
}  # fmt: skip


@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """The desk's own requests with their clocks."""
    only_open = request.GET.get("show") != "all"
    before = whole_number(request.GET.get("before")) or 0
    rows = outgoing_list(acting_user=request.user, only_open=only_open, before=before)
    shown = {"rows": rows, "only_open": only_open, "following": following_rows(rows)}
    return render(request, "tracing_requests/outgoing_list.html", shown)


@signed_in
def new(request: HttpRequest, case: str) -> HttpResponse:
    """Begin a request: to which State, in which order, and why."""
    number = case_numbered(acting_user=request.user, number=case)
    suggested = checking.addressees_of_case(acting_user=request.user, case_id=number)
    first = suggested.states[0] if suggested.states else None
    to_state = request.GET.get("to", first.state if first else "")
    initial = {
        "to_state": to_state, "channel": channel_to(to_state),
        "follows": whole_number(request.GET.get("follows")),
    }  # fmt: skip
    form = NewRequestForm(request.POST or None, initial=initial)
    tried = try_to(form, lambda: _begin(request, number, form.cleaned_data))
    if tried.done:
        return redirect("tracing_request_edit", tried.value)
    shown = {"form": form, "refusal": tried.refusal, "suggested": suggested}
    return render(request, "tracing_requests/new.html", shown)


def _begin(request: HttpRequest, case: int, known: dict[str, Any]) -> int:
    return composing.draft_request(
        acting_user=request.user, case_id=case, to_state=known["to_state"], channel=Channel(known["channel"]),
        why=known["why"], follows=known["follows"],
    )  # fmt: skip


@signed_in
def page(request: HttpRequest, number: int) -> HttpResponse:
    """One request with its steps, the answer, and the next hop."""
    found = open_outgoing(acting_user=request.user, number=number)
    shown = {
        "page": found, "hops": [(one, channel_to(one.state)) for one in found.answer.hops] if found.answer else [],
        "may_work": may_work_on_requests(request.user),
        "answer_acknowledges": answer_acknowledges([one.step for one in found.steps]),
        "document": found.row.channel == Channel.DOCUMENT, "draft": found.row.state is RequestState.DRAFT,
        "steps": [(name, one[3]) for name, one in STEPS.items() if one[0] in found.may_follow],
        "files": _files(found),
        "answerable": Step.ANSWERED in found.may_follow or Step.CLARIFIED in found.may_follow,
    }  # fmt: skip
    return render(request, "tracing_requests/outgoing.html", shown)


@signed_in
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Complete a draft: why illicit, circumstances, intended use, undertakings."""
    found = open_outgoing(acting_user=request.user, number=number, to_work=True)
    form = RequestForm(request.POST or None, contents=found.contents, version=found.version)
    tried = try_to(
        form,
        lambda: composing.change_draft(
            acting_user=request.user, request_id=number, version=form.cleaned_data["version"],
            contents=form.completed(),
        ),
    )  # fmt: skip
    if tried.done:
        return redirect("tracing_request_send", number)
    return render(request, "tracing_requests/edit.html", {"page": found, "form": form, "refusal": tried.refusal})


@signed_in
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Check the answers, see what the completeness gate says, and send."""
    found = open_outgoing(acting_user=request.user, number=number, to_work=True)
    remarks = checking.remarks_for(acting_user=request.user, request_id=number)
    form = SendForm(request.POST or None, initial={"version": found.version})
    seen = whole_number(request.POST.get("version")) if "in_part" in request.POST else None
    if seen is not None:
        composing.give_as_read_in_part(acting_user=request.user, request_id=number, version=seen)
        messages.success(request, gettext("The serial number is given as read in part now."))
        return redirect("tracing_request_send", number)
    # With remarks left the reason is asked for: the page must not call it optional.
    form.mostly_optional = any(not one.blocks for one in remarks)
    tried = try_to(
        form,
        lambda: sending.send_request(
            acting_user=request.user, request_id=number, version=form.cleaned_data["version"],
            despite=form.cleaned_data["despite"],
        ),
    )  # fmt: skip
    if tried.done:
        by_hand = found.row.channel == Channel.DOCUMENT
        messages.success(
            request,
            gettext("The request is written. Take its paper from this page and send it by hand.")
            if by_hand
            else gettext("The request was sent."),
        )
        return redirect("tracing_request", number)
    shown = {
        "page": found, "form": form, "refusal": tried.refusal,
        "blocking": [one for one in remarks if one.blocks], "warnings": [one for one in remarks if not one.blocks],
    }  # fmt: skip
    return render(request, "tracing_requests/send.html", shown)


@signed_in
def step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A step that needs words."""
    if name not in STEPS:
        return not_found(request)
    _kind, act, told, heading, button = STEPS[name]
    found = open_outgoing(acting_user=request.user, number=number, to_work=True)
    form = TextForm(request.POST or None)
    tried = try_to(form, lambda: act(acting_user=request.user, request_id=number, **{told: form.cleaned_data["text"]}))
    if tried.done:
        messages.success(request, gettext("The step was recorded."))
        return redirect("tracing_request", number)
    shown = {"page": found, "form": form, "refusal": tried.refusal, "heading": heading, "button": button}
    return render(request, "tracing_requests/step.html", shown)


@signed_in
def paper_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Enter the answer of a State without Salwa."""
    found = open_outgoing(acting_user=request.user, number=number, to_work=True)
    form = PaperAnswerForm(request.POST or None, initial={"day": timezone.localdate()})
    tried = try_to(
        form,
        lambda: following.enter_answer(
            acting_user=request.user, request_id=number, day=form.cleaned_data["day"], answer=form.answer()
        ),
    )
    if tried.done:
        messages.success(request, gettext("The answer was recorded."))
        return redirect("tracing_request", number)
    shown = {"page": found, "form": form, "refusal": tried.refusal}
    return render(request, "tracing_requests/paper_answer.html", shown)


@signed_in
@require_POST
def acknowledged(request: HttpRequest, number: int) -> HttpResponse:
    """Record that a State without Salwa has acknowledged the request."""
    following.enter_acknowledgement(acting_user=request.user, request_id=number, day=timezone.localdate())
    messages.success(request, gettext("The step was recorded."))
    return redirect("tracing_request", number)


def _files(found: OutgoingPage) -> list[tuple[str, str, str]]:
    """(kind, language, words) of the papers that can be had; none of a draft."""
    if found.row.state is RequestState.DRAFT:
        return []
    sealed = [
        ("sealed", "", gettext("The sealed message as a file")),
        ("evidence", "", gettext("Evidence: all messages, receipts and trust lists, to be checked without a network")),
    ]
    papers = [("docx", one.code, f"{gettext('Word document')} · {one.name}") for one in LANGUAGES]
    papers += [("pdf", one.code, f"{gettext('PDF')} · {one.name}") for one in LANGUAGES]
    others = [
        ("json", "", gettext("Data file")),
        ("iarms", "", gettext("Table with the fields of an iARMS record")),
        ("us-trace", "", gettext("Table with the fields of the trace form of the United States")),
    ]
    return [*([] if found.row.channel == Channel.DOCUMENT else sealed), *papers, *others]
