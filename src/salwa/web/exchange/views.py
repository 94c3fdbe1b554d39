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
from salwa.services.exchange.permissions import check_may_manage_exchange, may_manage_exchange
from salwa.services.exchange.trust import list_in_force
from salwa.web.exchange.forms import PinForm, TrafficFilter
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
    context = {"form": form, "sent": sent, "arrived": queries.arrived(acting_user=request.user)}
    return render(request, "exchange/traffic.html", context)


@require_POST
@signed_in
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Try a message again that was given up."""
    try_again(acting_user=request.user, uid=str(uid))
    messages.success(request, gettext("The message waits to leave again."))
    return redirect("exchange")


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
