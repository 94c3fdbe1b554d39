"""Tracing cases with a seized weapon, and requests of and to an invented other State."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from itertools import count

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.exchange import Way
from salwa.domain.tracing import (
    AskedMark,
    AskedWeapon,
    Channel,
    Contact,
    IllicitLimb,
    IntendedUse,
    Limb,
    RequestContents,
    Restriction,
    Wanted,
    request_from_json,
    request_to_json,
)
from salwa.services.exchange.inbox import receive
from salwa.services.tracing_requests.composing import change_draft, draft_request
from salwa.services.tracing_requests.sending import send_request
from salwa.storage.register.models import (
    Classification,
    Incident,
    IncomingRequest,
    OutgoingRequest,
    SeizedWeapon,
    TracingCase,
)
from tests.builders.people import a_person
from tests.builders.weapons import a_weapon

NUMBERS = count(1)
BERETTA = {
    "type_text": "pistol", "type_code": "pistol", "maker_text": "Beretta", "maker_code": "beretta",
    "model_text": "92 FS", "calibre_text": "9x19", "country_text": "Italy", "country_code": "ITA",
}  # fmt: skip


def an_officer():
    """A tracing officer."""
    return a_person(Role.TRACING_OFFICER)


def a_case(serial="B12345Z", **weapon) -> TracingCase:
    """An open case about one seized weapon."""
    now, number = timezone.now(), next(NUMBERS)
    incident = Incident.objects.create(
        day=date(2026, 3, 4), place="Harbour of Strelsau", circumstances="Found in a container with coffee.",
        recorded_at=now, recorded_by_id=1,
    )  # fmt: skip
    Classification.objects.create(
        incident=incident, version=1, circumstance="seized", ground="illicit_trafficking",
        place_kind="vessel_or_harbour", offences=["firearms_trafficking"],
        limbs={"a": "Firearms Act, section 12: no licence.", "e": "No import authorization was issued."},
        recorded_at=now, recorded_by_id=1,
    )  # fmt: skip
    seized = SeizedWeapon.objects.create(
        incident=incident, position=1, weapon=a_weapon(serial, **(BERETTA | weapon)), checked_at=now
    )
    return TracingCase.objects.create(number=f"XRT-2026-{number:06}", seized=seized, opened_at=now, opened_by_id=1)


def completed(contents: RequestContents) -> RequestContents:
    """The contents with everything a person adds before sending."""
    return replace(
        contents, purposes=(IntendedUse.INVESTIGATION,), use_text="Investigation 12/2026.", confidentiality=True,
        restrictions=tuple(Restriction), wanted=(Wanted.TRANSFERS,), contact=Contact("Tracing desk"),
    )  # fmt: skip


def a_draft(officer, to="ITA", *, case=None, channel=Channel.INSTALLATION, follows=None) -> OutgoingRequest:
    """A completed draft to another State."""
    number = draft_request(
        acting_user=officer, case_id=(case or a_case()).pk, to_state=to, channel=channel, follows=follows
    )
    row = OutgoingRequest.objects.get(pk=number)
    change_draft(acting_user=officer, request_id=number, version=1, contents=completed(request_from_json(row.contents)))
    row.refresh_from_db()
    return row


def sent(officer, to="ITA", **how) -> OutgoingRequest:
    """A request that was sent; remarks that only warn are passed over."""
    row = a_draft(officer, to, **how)
    send_request(acting_user=officer, request_id=row.pk, version=row.version, despite="All marks are as read.")
    row.refresh_from_db()
    return row


def asked_contents(serial="AB-1234", maker="Beretta") -> RequestContents:
    """What another State asks about."""
    return completed(
        RequestContents(
            case_reference="UG/7", illicit=(Limb(IllicitLimb.UNDER_NATIONAL_LAW, "Arms Act 1970"),),
            circumstances="At a road block.", day=date(2026, 2, 1), weapon=AskedWeapon(
                type_text="pistol", type_code="pistol", maker_text=maker, calibre_text="9 mm"
            ),
            marks=(AskedMark("frame", "manufacture", "serial", serial, "present"),),
        )
    )  # fmt: skip


def a_message(kind: str, request: str, **body) -> dict:
    """The payload of a message about a request, with a uid of its own."""
    own = {} if kind in ("request", "acknowledgement") else {"uid": str(uuid.uuid4())}
    return {"kind": f"tracing.{kind}", "version": 1, "request": request, **own, **body}


def asked_by(partner, contents=None, **how) -> IncomingRequest:
    """A request of the partner that has arrived."""
    uid = str(uuid.uuid4())
    said = a_message("request", uid, contents=request_to_json(contents or asked_contents(**how)))
    said |= {"from": partner.keys.state, "to": partner.us.state}
    receive(partner.sealed(said, kind="tracing.request"), way=Way.HTTPS)
    return IncomingRequest.objects.get(uid=uid)
