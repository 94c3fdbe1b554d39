"""The route of the weapon of a case: what the own register, the answers of other States and the findings say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from salwa.domain.tracing import (
    AnswerContents,
    Route,
    Source,
    Statement,
    StatementKind,
    Station,
    Step,
    answer_from_json,
    route_of,
)
from salwa.domain.tracing.route import LAWFUL
from salwa.services.custody.names import holders_shown
from salwa.services.custody.present import compute_life, uid_of
from salwa.services.tracing.own_words import own_words
from salwa.storage.register.models import CaseFinding, Event, RequestStep, TracingCase, Weapon

# Entries about the record, or about parts and marks, are no stops on the way.
NO_STOPS = frozenset({"traced", "corrected", "part_fitted", "part_removed", "marked", "proofed"})
TAKEN = frozenset({"seized", "found", "surrendered"})
ANSWERS = (Step.ANSWERED.value, Step.CLARIFIED.value)
NOTHING_SAID = frozenset({StatementKind.NO_RECORD})


def route_of_case(case: TracingCase) -> Route:
    """The route, from the newest state of everything behind it. Whoever asks has been permitted."""
    tellings = [_own(case), *_answers(case), _findings(case)]
    return route_of([one for one in tellings if one], _seizure(case))


def own_state() -> str:
    """The State of this installation."""
    return str(settings.SALWA["state"])


def _seizure(case: TracingCase) -> Station:
    incident = case.seized.incident
    newest = incident.classifications.order_by("-version").first()
    return Station(
        newest.circumstance if newest else "seized", Source.SEIZURE, incident.day, incident.precision, own_state(),
        place=incident.place, holder=incident.kept_by, document=incident.evidence, said_by=own_state(),
        number=incident.pk,
    )  # fmt: skip


def _own(case: TracingCase) -> list[Station]:
    """What the own register says of the record that the weapon is, without what this seizure left there."""
    if case.seized.registered_as_id is None:
        return []
    weapon = Weapon.objects.get(pk=case.seized.registered_as_id)
    return own_stations(weapon, without=frozenset(_left_by(case)))


def _left_by(case: TracingCase) -> Iterable[int]:
    return case.seized.decisions.exclude(event=None).values_list("event_id", flat=True)


def own_stations(weapon: Weapon, without: frozenset[int] = frozenset()) -> list[Station]:
    """The stops that the own register tells of a weapon, in the order of its life."""
    rows = {uid_of(row): row for row in weapon.events.all()}
    holders = holders_shown(one for row in rows.values() for one in (row.giver_id, row.receiver_id))
    here, found = own_state(), []
    at = weapon.country_code or here
    for step in compute_life(weapon).steps:
        row = rows.get(step.entry.uid)
        if step.entry.kind.value in NO_STOPS or (row is not None and row.pk in without):
            continue
        if row is None:
            found.append(
                Station("manufactured", Source.REGISTER, step.entry.day, step.entry.precision, at, said_by=here)
            )
            continue
        holder = holders[row.receiver_id].name if row.receiver_id in holders else row.receiver_text
        came, went = _crossing(row, at, here)
        at = went
        found.append(
            Station(
                row.kind, Source.REGISTER, row.date, row.precision, went, came, holder, row.place, row.document,
                "", here, row.pk,
            )
        )  # fmt: skip
    return found


def _crossing(row: Event, at: str, here: str) -> tuple[str, str]:
    """(from, to) of an entry of the own register."""
    if row.kind == "exported":
        return here, row.country_code
    if row.kind == "imported":
        return row.country_code, here
    if row.kind == "manufactured":
        return "", row.country_code or at
    return "", here


def _answers(case: TracingCase) -> list[list[Station]]:
    """What each answer says, in the order in which it says it."""
    rows = RequestStep.objects.filter(outgoing__case=case, step__in=ANSWERS).select_related("outgoing").order_by("pk")
    return [_answer(row) for row in rows]


def statements_of(row: RequestStep) -> tuple[Statement, ...]:
    """The statements of an answer as received; none where the body is no answer."""
    answer = answer_read(row)
    return answer.statements if answer else ()


def answer_read(row: RequestStep) -> AnswerContents | None:
    """An answer as received; None where the body is no answer."""
    try:
        return answer_from_json(row.body)
    except (KeyError, TypeError, ValueError):
        return None


def _answer(row: RequestStep) -> list[Station]:
    by = row.outgoing.to_state if row.outgoing else ""
    return [_stop(one, by, row.outgoing_id) for one in statements_of(row) if one.kind not in NOTHING_SAID]


def _stop(one: Statement, by: str, request: int | None) -> Station:
    came, went = "", by
    if one.kind is StatementKind.EXPORTED:
        came, went = by, one.state
    elif one.kind is StatementKind.IMPORTED:
        came, went = one.state, by
    elif one.state:
        went = one.state
    return Station(
        one.kind.value, Source.ANSWER, one.day, one.precision, went, came, one.consignee, one.place, one.document,
        one.text, by, request,
    )  # fmt: skip


def _findings(case: TracingCase) -> list[Station]:
    """The newest last lawful record and point of diversion that the case has established."""
    found = []
    for kind in ("last_lawful_record", "point_of_diversion"):
        row = newest_finding(case, kind)
        if row is None:
            continue
        said = row.values
        found.append(
            Station(
                kind, Source.FINDING, date.fromisoformat(said["day"]) if said["day"] else None, said["precision"],
                said["state"], "", said.get("holder", ""), said.get("place", ""), said.get("document", ""),
                own_words(said.get("how_kept"), said.get("how", "")), own_state(), row.pk,
            )
        )  # fmt: skip
    return found


def newest_finding(case: TracingCase, kind: str) -> CaseFinding | None:
    """The finding of a kind that counts."""
    return case.findings.filter(kind=kind).order_by("-pk").first()


def foreign_owner(case: TracingCase) -> tuple[str, str]:
    """The State whose answer says who had the weapon, lost it or had it stolen there, and the word it says so with.

    The newest answer counts, and in it the last thing it says. Both are empty if no answer says so.
    """
    told = (LAWFUL | {"lost", "stolen"}) - {"manufactured", "exported"}
    for row in RequestStep.objects.filter(outgoing__case=case, step__in=ANSWERS).order_by("-pk"):
        said = [one.kind.value for one in statements_of(row) if one.kind.value in told]
        if said and row.outgoing is not None and row.outgoing.to_state != own_state():
            return str(row.outgoing.to_state), said[-1]
    return "", ""
