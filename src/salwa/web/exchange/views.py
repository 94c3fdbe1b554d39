"""How the exchange stands, what was sent and arrived, partners and where their keys come from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.services.exchange import pinning, queries
from salwa.services.exchange.dead_letters import try_again
from salwa.services.exchange.files import LARGEST, Taken, receipt_file, take_file
from salwa.services.exchange.permissions import (
    check_may_carry,
    check_may_manage_exchange,
    may_carry,
    may_manage_exchange,
)
from salwa.services.exchange.trust import list_in_force
from salwa.web.exchange.forms import PinForm, SealedFileForm, TrafficFilter
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to


@signed_in
def exchange(request: HttpRequest) -> HttpResponse:
    """The state of the exchange, with what was given up first."""
    user = request.user
    found = queries.overview(acting_user=user)
    context = {
        "overview": found,
        "fingerprint": _grouped(found.fingerprint),
        "dead": queries.sent(acting_user=user, state="dead"),
        "listed": list_in_force(acting_user=user),
        "may_manage": may_manage_exchange(user),
        "may_carry": may_carry(user),
    }
    return render(request, "exchange/exchange.html", context)


@signed_in
def messages_of_exchange(request: HttpRequest) -> HttpResponse:
    """What was sent, newest first, each with the stages it reached; below, what arrived."""
    form = TrafficFilter(request.GET or {})
    wanted = form.cleaned_data if form.is_valid() else {}
    sent = queries.sent(
        acting_user=request.user, state=wanted.get("state") or "", to_state=(wanted.get("to_state") or "").upper()
    )
    arrived = queries.arrived(acting_user=request.user)
    context = {"form": form, "sent": sent, "arrived": arrived, "may_carry": may_carry(request.user)}
    return render(request, "exchange/traffic.html", context)


@require_POST
@signed_in
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Try a message again that was given up."""
    try_again(acting_user=request.user, uid=str(uid))
    messages.success(request, gettext("The message waits to leave again."))
    return redirect("exchange")


@signed_in
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a sealed message or a receipt that came as a file; of a message, its receipt is offered to send back."""
    check_may_carry(request.user)
    form = SealedFileForm(request.POST or None, request.FILES or None)

    def take() -> Taken:
        # One byte more than is ever taken: the service says that it is too large.
        return take_file(acting_user=request.user, content=form.cleaned_data["file"].read(LARGEST + 1))

    tried = try_to(form, take)
    context = {"form": form, "refusal": tried.refusal, "taken": tried.value}
    wrong = request.method == "POST" and not tried.done
    return render(request, "exchange/take.html", context, status=422 if wrong else 200)


@signed_in
def receipt(request: HttpRequest, state: str, uid: UUID) -> HttpResponse:
    """The receipt of a message that arrived, as a file for its sender."""
    name, content = receipt_file(acting_user=request.user, from_state=state, uid=str(uid))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@signed_in
def partners(request: HttpRequest) -> HttpResponse:
    """Other States' installations: fingerprints, where each key came from, when they were last reached and heard."""
    lines = [(one, _grouped(one.fingerprint)) for one in queries.partners(acting_user=request.user)]
    context = {"partners": lines, "may_manage": may_manage_exchange(request.user)}
    return render(request, "exchange/partners.html", context)


@signed_in
def ask_for_pin(request: HttpRequest) -> HttpResponse:
    """Enter keys of another State and ask a second person to take them."""
    check_may_manage_exchange(request.user)
    form = PinForm(request.POST or None)
    tried = try_to(form, lambda: pinning.ask_for_pin(acting_user=request.user, **form.cleaned_data))
    if tried.done:
        return redirect("approval", tried.value)
    status = 200 if request.method != "POST" else 409 if tried.refusal else 422
    return render(request, "exchange/pin.html", {"form": form, "refusal": tried.refusal}, status=status)


def _grouped(fingerprint: str) -> list[str]:
    """Groups of four, as people read them to each other."""
    return [fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4)]
