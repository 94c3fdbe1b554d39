"""What the own register says about the weapon of a request: candidates, and statements with the entries behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.tracing import RegisteredAs, RequestContents, Statement, StatementKind, request_from_json
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.custody.queries import life_shown
from salwa.services.custody.shown import EntryShown
from salwa.services.languages import spoken
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import FindResult, find_weapons
from salwa.services.tracing.registered import best_serial, registered_as
from salwa.services.tracing_answers.permissions import check_may_draft_answers
from salwa.services.tracing_requests.steps import no_such_request
from salwa.services.weapons.opening import note_opening
from salwa.storage.accounts.models import User
from salwa.storage.register.models import IncomingRequest

PURPOSE = "tracing request {uid} of {state}"
PRIVATE = message("a private person")
ONLY_RECORDED = message("The weapon stands in the register; nothing else is recorded of its life.")
# Entries that tell another State something about the way of the weapon, and what they say there.
TOLD = {
    EventKind.MANUFACTURED: StatementKind.MANUFACTURED,
    EventKind.IMPORTED: StatementKind.IMPORTED,
    EventKind.EXPORTED: StatementKind.EXPORTED,
    EventKind.TRANSFERRED: StatementKind.TRANSFERRED,
    EventKind.ISSUED: StatementKind.HELD,
    EventKind.LOST: StatementKind.LOST,
    EventKind.STOLEN: StatementKind.STOLEN,
    EventKind.DEACTIVATED: StatementKind.DEACTIVATED,
    EventKind.DESTROYED: StatementKind.DESTROYED,
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """One statement the register supports, and the numbers of the entries behind it (empty: it rests on none)."""

    statement: Statement
    evidence: tuple[int, ...]


def candidates_for(*, acting_user: User, incoming_id: int) -> FindResult:
    """Look the asked weapon up in the own register; counted and logged as every look-up, with the request as purpose.

    Raises `NotPermitted`, `NotFound`, `QuotaSpent`, `Refusal` (`nothing_asked`).
    """
    check_may_draft_answers(acting_user)
    row = _found(incoming_id)
    asked = marks_asked(request_from_json(row.contents))
    purpose = PURPOSE.format(uid=row.uid, state=row.from_state)
    # What the own police seized is no record of a lawful holder.
    return find_weapons(acting_user=acting_user, query=asked, purpose=purpose, seized=False)


def marks_asked(contents: RequestContents) -> MarksAsked:
    """The question to the register's search. The best serial: of the frame or receiver, and of the manufacture.

    Where a State that answered before says how the weapon is registered there, that counts before what was read.
    """
    weapon, known = contents.weapon, contents.registered
    return MarksAsked(
        serial=known.serial or best_serial(contents.marks), maker=known.maker or weapon.maker_text,
        model=known.model or weapon.model_text, calibre=known.calibre or weapon.calibre_text,
        type=weapon.type_text, country=weapon.country_text, import_country=weapon.import_country_text,
        year=weapon.year,
    )  # fmt: skip


def statements_for(*, acting_user: User, incoming_id: int) -> tuple[Suggested, ...]:
    """What the record that was chosen says, entry by entry; "no record" while none was chosen.

    Names of private persons are not put into it; whoever drafts may add what the law allows. Opening the record is
    counted and logged. Raises `NotPermitted`, `NotFound`, `QuotaSpent`.
    """
    check_may_draft_answers(acting_user)
    row = _found(incoming_id)
    if row.weapon is None:
        return (Suggested(Statement(StatementKind.NO_RECORD), ()),)
    with transaction.atomic():
        life = life_shown(row.weapon)
        note_opening(acting_user, row.weapon.pk)
    told = tuple(one for step in life.steps if (one := _told(step.entry)) is not None)
    return told or (Suggested(Statement(StatementKind.OTHER, text=spoken(Sentence(ONLY_RECORDED))), ()),)


def registered_for(*, acting_user: User, incoming_id: int) -> RegisteredAs | None:
    """The marks of the record that was chosen as they are registered; None while none was chosen.

    Whoever drafts tells them or takes them out. Raises `NotPermitted`, `NotFound`.
    """
    check_may_draft_answers(acting_user)
    row = _found(incoming_id)
    return None if row.weapon is None else registered_as(row.weapon)


def _told(entry: EntryShown) -> Suggested | None:
    kind = TOLD.get(EventKind(entry.kind))
    if kind is None:
        return None
    statement = Statement(
        kind=kind, day=entry.date, precision=entry.precision, state=entry.country, document=entry.document,
        consignee=_consignee(entry), place=entry.place,
    )  # fmt: skip
    return Suggested(statement, (entry.number,) if entry.number is not None else ())


def _consignee(entry: EntryShown) -> str:
    if entry.receiver is None:
        return entry.receiver_text
    return spoken(Sentence(PRIVATE)) if entry.receiver.kind == HolderKind.PERSON else entry.receiver.name


def _found(number: int) -> IncomingRequest:
    row = IncomingRequest.objects.select_related("weapon").filter(pk=number).first()
    if row is None:
        raise no_such_request()
    return row
