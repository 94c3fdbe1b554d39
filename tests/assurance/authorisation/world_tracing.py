"""Seizures of a unit's officers, the cases opened for them, with findings, notes, questions and decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from salwa.domain.accounts import Role
from salwa.domain.tracing import Circumstance, Diversion, LastLawful, Outcome, OutcomeFound
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.seizures.pictures import add_seized_picture
from salwa.services.seizures.questions import answer_question, ask_experts
from salwa.services.seizures.recording import reclassify
from salwa.services.seizures.values import ClassificationEntry
from salwa.services.tracing.cases import close_case, record_finding, reopen_case
from salwa.services.tracing.notes import add_note
from salwa.services.tracing.proposals import digest_of, proposals_of
from salwa.services.tracing.queries import open_case_page
from salwa.storage.register.models import SeizedWeapon, TracingCase
from tests.assurance.authorisation.canaries import text_of
from tests.assurance.authorisation.people import Staff
from tests.assurance.authorisation.world_stock import a_jpeg
from tests.builders.seizures import TRAFFICKED, a_case, a_pistol, a_registered, a_seizure
from tests.builders.tracing import a_request


def tracing_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    officer, clerk = staff.first[Role.TRACING_OFFICER], staff.first[Role.REGISTRAR]
    supervisor, letter = staff.first[Role.SUPERVISOR], staff.unit[1].upper()
    known = a_registered(clerk, f"Z{letter} 81441")
    case = a_case(officer, a_pistol(f"Z{letter} 81441"), reference=f"S {letter}")
    seized = case.seized
    confirm_registered(acting_user=officer, seized=seized.pk, weapon=known, reason="The grip agrees.")
    reclassify(acting_user=officer, incident=seized.incident_id, entry=ClassificationEntry(Circumstance.FOUND),
               reason="was found")  # fmt: skip
    reclassify(acting_user=officer, incident=seized.incident_id, entry=TRAFFICKED, reason="was not")
    picture = add_seized_picture(acting_user=officer, seized=seized.pk, stream=a_jpeg(), caption="grip")
    _establish(officer, case)
    a_request(case, "BRA", why="its maker")
    add_note(acting_user=supervisor, case=case.number, text=text_of("RestrictedNote.text", staff.unit))
    old = ask_experts(acting_user=officer, seized=seized.pk, question="What is it?")
    answer_question(acting_user=clerk, question=old, answer="A pistol.")
    plain, waiting = a_seizure(
        officer, a_pistol(f"Y{letter} 7711"), a_pistol(f"X{letter} 5522"), reference=f"T {letter}"
    )
    question = ask_experts(acting_user=officer, seized=waiting.pk, question="And this?")
    closed = a_case(officer, a_pistol(f"W{letter} 3311"), reference=f"U {letter}")
    record_finding(acting_user=officer, case=closed.number, found=OutcomeFound(Outcome.NOT_INITIATED))
    close_case(acting_user=officer, case=closed.number, reason="nobody asked")
    # The look-up of this one was not made: its checks can be run again.
    SeizedWeapon.objects.filter(pk=waiting.pk).update(checks={"runs": [
        {"at": "2026-11-01T10:00:00+00:00", "by": officer.pk, "state": "quota_spent", "candidates": [],
         "seen_before": [], "duplicates": []}
    ]})  # fmt: skip
    return {
        "incident": {"number": seized.incident_id},
        "seized": {"number": plain.pk, "record": known},
        "unchecked": {"number": waiting.pk},
        "seized_picture": {"number": picture},
        "question": {"number": question},
        "case": {"number": case.number, "kind": "point_of_diversion"},
        "closed_case": {"number": closed.number},
        "proposing_case": _proposing(officer, clerk, letter),
    }


def _proposing(officer: Any, clerk: Any, letter: str) -> dict[str, str]:
    """A case whose weapon the own register knows: it proposes an outcome. `digest`: what the officer looked at."""
    known = a_registered(clerk, f"V{letter} 62118")
    case = a_case(officer, a_pistol(f"V{letter} 62118"), reference=f"V {letter}")
    confirm_registered(acting_user=officer, seized=case.seized.pk, weapon=known, reason="The grip agrees.")
    page = open_case_page(acting_user=officer, case=case.number)
    return {"number": case.number, "digest": digest_of(proposals_of(page))}


def _establish(officer: Any, case: TracingCase) -> None:
    number = case.number
    lawful = LastLawful("BRA", date(1999, 1, 1), "year", "Ministry", "L 5")
    record_finding(acting_user=officer, case=number, found=lawful, reason="an answer")
    record_finding(acting_user=officer, case=number, found=Diversion("ETH", how="A report."), reason="a report")
    record_finding(acting_user=officer, case=number, found=OutcomeFound(Outcome.NO_POINT_OF_DIVERSION), reason="so far")
    close_case(acting_user=officer, case=number, reason="closed too soon")
    reopen_case(acting_user=officer, case=number, reason="opened again")
