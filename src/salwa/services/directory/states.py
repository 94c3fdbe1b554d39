"""The contacts of States as tracing officers see them: the followed directory, and own corrections before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from salwa.domain.directory import Audience, ContactDetails, ContactKind, checked_details, checked_kind, sort_key
from salwa.domain.directory.editions import STALE_DAYS, ListedContact
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.following import followed_editions
from salwa.services.directory.permissions import check_may_manage_directory, check_may_read_contacts
from salwa.services.directory.public import LOOK_AT_LIST, NO_SUCH, group_of
from salwa.services.directory.rows import checked_state, columns_of, details_of, one_at_a_time
from salwa.services.directory.signing import SignedEdition
from salwa.services.weapons.names import name_of, reader_language
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import OwnCorrection

NO_REASON = message("An own correction needs a reason.")
SAY_REASON = message("Say who told you, for example the other State's letter and its day.")
NO_CORRECTION = message("There is no such own correction, or it was taken back already.")


@dataclass(frozen=True, slots=True)
class Known:
    """A contact as it counts here. `own`: an own correction went before the directory, `reason` says why.

    `directory` is what the directory says where an own correction differs from it.
    """

    kind: ContactKind
    details: ContactDetails
    expired: bool
    last_answered: date | None
    own: int | None = None
    reason: str = ""
    since: datetime | None = None
    directory: ContactDetails | None = None


@dataclass(frozen=True, slots=True)
class StateContacts:
    """A State with its contacts; `answered_us`: when it last answered a request of ours."""

    code: str
    name: str
    group: str
    contacts: tuple[Known, ...]
    answered_us: date | None


@dataclass(frozen=True, slots=True)
class FollowedDirectory:
    """The directory this installation follows: number and moment of the edition (None: none taken yet), and States."""

    number: int | None
    issued: datetime | None
    for_states: bool
    stale: bool
    states: tuple[StateContacts, ...]


def followed_directory(*, acting_user: User, group: str = "") -> FollowedDirectory:
    """All States with contacts, in the alphabetical order of the reader's language. Raises `NotPermitted`."""
    check_may_read_contacts(acting_user)
    editions = followed_editions()
    newest = max(
        (one for one, _ in editions.values()),
        key=lambda one: (one.edition.number, one.edition.audience is Audience.STATES),
        default=None,
    )
    answered = _last_answered(editions)
    listed = newest.edition.contacts if newest else ()
    states = _merged(listed, answered)
    chosen = [one for one in states if not group or one.group == group]
    issued = newest.edition.issued if newest else None
    return FollowedDirectory(
        number=newest.edition.number if newest else None,
        issued=issued,
        for_states=newest is not None and newest.edition.audience is Audience.STATES,
        stale=issued is not None and timezone.now() - issued > timedelta(days=STALE_DAYS),
        states=tuple(sorted(chosen, key=lambda one: sort_key(one.name, reader_language()))),
    )


def contacts_of_state(*, acting_user: User, state: str) -> StateContacts:
    """One State; a State without any contact yet is there too, so that an own one can be added. Raises `NotFound`."""
    found = followed_directory(acting_user=acting_user).states
    for one in found:
        if one.code == state:
            return one
    try:
        code = checked_state(state)
    except Refusal:
        raise NotFound("no_contact", Sentence(NO_SUCH), remedy=Sentence(LOOK_AT_LIST)) from None
    return StateContacts(code, name_of("country", code), group_of(code), (), _answered_us().get(code))


def record_own_correction(
    *, acting_user: User, state: str, kind: str, details: ContactDetails, reason: str
) -> int:  # fmt: skip
    """Put an own contact of a State before that of the directory; returns its number. An earlier one ends.

    Raises `NotPermitted`, and `Refusal` naming the field.
    """
    check_may_manage_directory(acting_user)
    code, known_kind = checked_state(state), checked_kind(kind)
    known = checked_details(details, timezone.localdate())
    if not reason.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
    now = timezone.now()
    with one_at_a_time(), transaction.atomic():
        for old in OwnCorrection.objects.select_for_update().filter(state=code, kind=known_kind.value, ended_at=None):
            _end(old, acting_user, now)
        row = OwnCorrection.objects.create(
            state=code, kind=known_kind.value, reason=reason.strip()[:2000], recorded_at=now, recorded_by=acting_user,
            **columns_of(known),
        )  # fmt: skip
        write_entry(
            acting_user=acting_user, action="directory.own_correction", object_kind="own_contact", object_id=row.pk,
            details={"state": code, "kind": known_kind.value},
        )  # fmt: skip
    return row.pk


def take_back_correction(*, acting_user: User, correction_id: int) -> str:
    """Let the directory count again; returns the State's code. Raises `NotPermitted`, `NotFound`."""
    check_may_manage_directory(acting_user)
    with transaction.atomic():
        row = OwnCorrection.objects.select_for_update().filter(pk=correction_id, ended_at=None).first()
        if row is None:
            raise NotFound("no_correction", Sentence(NO_CORRECTION))
        _end(row, acting_user, timezone.now())
        write_entry(
            acting_user=acting_user, action="directory.own_correction_ended", object_kind="own_contact",
            object_id=row.pk, details={"state": row.state, "kind": row.kind},
        )  # fmt: skip
    return row.state


def _end(row: OwnCorrection, user: User, now: datetime) -> None:
    row.ended_at, row.ended_by = now, user
    row.save(update_fields=["ended_at", "ended_by"])


def _merged(listed: tuple[ListedContact, ...], answered: dict[str, date]) -> list[StateContacts]:
    own = {(one.state, one.kind): one for one in OwnCorrection.objects.filter(ended_at=None)}
    codes = dict.fromkeys([*(one.state for one in listed), *(state for state, _ in own)])
    ours = _answered_us()
    today = timezone.localdate()
    found = []
    for code in codes:
        of_state = [one for one in listed if one.state == code]
        contacts = []
        for kind in ContactKind:
            of_kind = [one for one in of_state if one.kind is kind]
            correction = own.get((code, kind.value))
            if correction is not None:
                contacts.append(_corrected(correction, of_kind, answered, today))
            else:
                contacts += [_listed(one, answered, today) for one in of_kind]
        found.append(
            StateContacts(code, name_of("country", code), group_of(code), tuple(contacts), ours.get(code))
        )  # fmt: skip
    return found


def _corrected(
    row: OwnCorrection, of_kind: list[ListedContact], answered: dict[str, date], today: date
) -> Known:  # fmt: skip
    details = details_of(row)
    first = of_kind[0] if of_kind else None
    return Known(
        kind=ContactKind(row.kind), details=details, expired=_is_past(details.valid_until, today),
        last_answered=answered.get(first.uid) if first else None, own=row.pk, reason=row.reason,
        since=row.recorded_at, directory=_details(first) if first else None,
    )  # fmt: skip


def _listed(one: ListedContact, answered: dict[str, date], today: date) -> Known:
    return Known(one.kind, _details(one), _is_past(one.valid_until, today), answered.get(one.uid))


def _details(one: ListedContact) -> ContactDetails:
    return ContactDetails(
        office=one.office, email=one.email, telephone=one.telephone, postal=one.postal, languages=one.languages,
        hours=one.hours, time_zone=one.time_zone, person=one.person, title=one.title, valid_until=one.valid_until,
    )  # fmt: skip


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _last_answered(editions: Mapping[Audience, tuple[SignedEdition, object]]) -> dict[str, date]:
    """Contact -> day of its last answer to a test message, from the newest edition for States."""
    found = editions.get(Audience.STATES)
    if found is None:
        return {}
    return {one.uid: one.last_answered for one in found[0].edition.contacts if one.last_answered is not None}


def _answered_us() -> dict[str, date]:
    """State -> day on which it last answered a request of ours; only where there is a register."""
    if not apps.is_installed("salwa.storage.register"):
        return {}
    from salwa.storage.register.models import RequestStep  # optional dependency

    steps = RequestStep.objects.filter(outgoing__isnull=False, step__in=["answered", "clarified"])
    pairs = steps.order_by("taken_at").values_list("outgoing__to_state", "taken_at")
    return {state: timezone.localdate(at) for state, at in pairs}
