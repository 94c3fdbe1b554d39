"""Rows of tracing made with the tables directly: seizures, cases, findings, requests. For figures, not for the ways of
people: what a service would check is not checked here."""

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count

from salwa.storage.register.models import (
    CaseFinding,
    Classification,
    Incident,
    IncomingRequest,
    OutgoingRequest,
    RequestStep,
    SeizedWeapon,
    TracingCase,
)
from tests.builders.weapons import a_mark, a_weapon

NUMBERS = count(1)
NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def an_incident(day="2025-03-01", *, how="seized", precision="day", **fields):
    """An incident, classified as `how` (None: not classified yet)."""
    incident = Incident.objects.create(
        day=date.fromisoformat(day) if day else None, precision=precision, recorded_at=NOW, recorded_by_id=1,
        **{"reference": f"INC-{next(NUMBERS)}", **fields},
    )  # fmt: skip
    if how:
        classified(incident, how)
    return incident


def classified(incident, how):
    """What an incident is counted as from now on."""
    return Classification.objects.create(
        incident=incident, version=incident.classifications.count() + 1, circumstance=how, ground="illicit_possession",
        place_kind="national_territory", recorded_at=NOW, recorded_by_id=1,
    )  # fmt: skip


def a_seized_weapon(incident=None, *, serial="present", kind="weapon", **fields):
    """A weapon of an incident; `serial` is the state of its serial number, None: nobody wrote one down."""
    incident = incident or an_incident(**fields)
    number = next(NUMBERS)
    weapon = a_weapon(f"TR {number}", kind=kind)
    weapon.marks.all().delete()
    if serial:
        a_mark(weapon, f"TR {number}", component="frame", occasion="manufacture", content="serial", state=serial)
    return SeizedWeapon.objects.create(incident=incident, position=incident.weapons.count() + 1, weapon=weapon)


def a_case(seized=None, *, outcome=None, closed=False, last=None, last_precision="day", **fields):
    """A tracing case of a seized weapon, with an outcome and a last lawful record where they are given."""
    seized = seized or a_seized_weapon(**fields)
    case = TracingCase.objects.create(
        number=f"T-2025-{next(NUMBERS):05}", seized=seized, opened_at=NOW, opened_by_id=1,
        closed_at=NOW if closed else None,
    )  # fmt: skip
    if outcome:
        a_finding(case, "outcome", {"outcome": outcome})
    if last:
        a_finding(case, "last_lawful_record", {"state": "RUR", "day": last, "precision": last_precision})
    return case


def a_finding(case, kind, values):
    """A finding of a case; the newest of its kind counts."""
    at = NOW + timedelta(minutes=case.findings.count())
    return CaseFinding.objects.create(case=case, kind=kind, values=values, recorded_at=at, recorded_by_id=1)


def a_sent_request(case=None, *, sent="2025-02-01", acknowledged=None, answered=None, to="RUR"):
    """A request that was sent (or is a draft still, `sent` None); steps that many days later."""
    at = _noon(sent)
    request = OutgoingRequest.objects.create(
        case=case or a_case(), to_state=to, channel="installation", contents={}, drafted_at=NOW, drafted_by_id=1,
        sent_at=at, state="sent" if sent else "draft",
    )  # fmt: skip
    _steps(at, {"acknowledged": acknowledged, "answered": answered}, outgoing=request)
    return request


def a_received_request(*, received="2025-02-01", acknowledged=None, answered=None, by="RUR"):
    """A request of another State; steps that many days later."""
    at = _noon(received)
    request = IncomingRequest.objects.create(
        uid=uuid.uuid4(), from_state=by, channel="installation", contents={}, received_at=at
    )
    _steps(at, {"acknowledged": acknowledged, "answered": answered}, incoming=request)
    return request


def _noon(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12) if day else None


def _steps(at, days, **request):
    for step, after in days.items():
        if after is not None:
            RequestStep.objects.create(uid=str(uuid.uuid4()), step=step, taken_at=at + timedelta(days=after), **request)
