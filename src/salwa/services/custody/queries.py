"""Reading a weapon's life: the steps in order, what does not fit, where it is or was on a day, what was corrected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from salwa.domain.custody import FINDINGS, Entry, Finding, HolderNumber, Life, life_of
from salwa.domain.custody.days import written_day
from salwa.domain.languages import Sentence
from salwa.domain.weapons import EventKind
from salwa.services.audit.turns import noted_before_answer, of_one_moment
from salwa.services.custody.corrections_read import corrections_of
from salwa.services.custody.names import HolderShown, holders_shown
from salwa.services.custody.parts_read import parts_on
from salwa.services.custody.present import entries_of_weapon, findings_of_parts, uid_of
from salwa.services.custody.shown import CancelledShown, EntryShown, FoundShown, LifeShown, StateShown, StepShown
from salwa.services.weapons.names import name_of
from salwa.services.weapons.opening import note_opening
from salwa.services.weapons.permissions import check_may_open_weapon
from salwa.services.weapons.scope import visible_weapon
from salwa.storage.accounts.models import User
from salwa.storage.prepared import Among, Given, Prepared
from salwa.storage.register.models import Custody, Event, Weapon

_EVENTS_OF = Prepared(lambda: Event.objects.filter(weapon_id=Given("weapon")).order_by("pk"))
_PEOPLE = Prepared(lambda: User.objects.filter(pk__in=Among("numbers")).values_list("pk", "full_name", "email"))


def read_life(*, acting_user: User, weapon_id: int, on: date | None = None) -> LifeShown:
    """The life of one weapon. In order: permit, read, take a page from the day's allowance and audit.

    Raises `NotPermitted`, `NotFound` and `QuotaSpent`.
    """
    check_may_open_weapon(acting_user)
    with of_one_moment():
        weapon = visible_weapon(acting_user, weapon_id)
        life = life_shown(weapon, on)
    with noted_before_answer():
        note_opening(acting_user, weapon.pk, on)
    return life


def life_shown(weapon: Weapon, on: date | None = None) -> LifeShown:
    """The life of a weapon that the caller has permitted to be read; the caller audits it (`open_weapon` does)."""
    return life_and_people(weapon, on)[0]


def life_and_people(
    weapon: Weapon, on: date | None = None, *, known_parts: bool = True
) -> tuple[LifeShown, Mapping[int, str]]:
    """`life_shown`, and the names of the people who recorded the weapon and its entries, by number.

    `known_parts` False: the caller knows that no part was last in this weapon.
    """
    rows = _EVENTS_OF.rows(weapon=weapon.pk)
    entries = entries_of_weapon(weapon, rows)
    whole = life_of(entries)
    life = whole if on is None else life_of(entries, on)
    of_parts = findings_of_parts(entries)
    read = _Reading(
        rows={uid_of(row): row for row in rows},
        holders=holders_shown(_holders_of(rows, life)),
        people=people_named([weapon.recorded_by_id, *(row.recorded_by_id for row in rows)]),
    )
    found = _found(life, of_parts, read.holders)
    state: Custody | None = getattr(weapon, "custody", None)
    earlier, cancelled = _replaced(whole, read)
    steps = tuple(
        StepShown(_entry_of(step.entry, read), step.gap_years, found.pop(step.entry.uid, ()), _of(step.entry, earlier))
        for step in life.steps
        if step.entry.kind is not EventKind.CORRECTED
    )
    parts, former = parts_on(weapon.pk, entries, on, known_parts=known_parts)
    life_told = LifeShown(
        state=_state(life, read),
        steps=steps,
        cancelled=cancelled,
        corrections=corrections_of(rows, read.people),
        parts=parts,
        former=former,
        contradictions=whole.contradictions + sum(one.contradicts for one in of_parts),
        version=state.version if state else 0,
        loose=tuple(one for found_here in found.values() for one in found_here) if on is None else (),
        on=on,
    )
    return life_told, read.people


def findings_made(weapon_id: int, event_id: int) -> tuple[FoundShown, ...]:
    """What one entry brought to light: findings that would not be there without it, and those that stand at it.

    For whoever has just recorded the entry; reading it later is opening the weapon.
    """
    weapon = Weapon.objects.get(pk=weapon_id)
    rows = _EVENTS_OF.rows(weapon=weapon_id)
    entries = entries_of_weapon(weapon, rows)
    uid = next((uid_of(row) for row in rows if row.pk == event_id), "")
    before = life_of(one for one in entries if one.uid != uid).findings
    life = life_of(entries)
    known = Counter((one.code, one.uid) for one in before)
    made = [one for one in life.findings if one.uid == uid or (one.code, one.uid) not in known]
    made += [one for one in findings_of_parts(entries) if one.uid == uid]
    holders = holders_shown(value for one in made for value in one.values.values() if isinstance(value, HolderNumber))
    return tuple(told(one, holders) for one in made)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the rows of one weapon refer to."""

    rows: Mapping[str, Event]
    holders: Mapping[int, HolderShown]
    people: Mapping[int, str]


def people_named(numbers: Iterable[int | None]) -> dict[int, str]:
    """Names of the people of this installation with these numbers."""
    wanted = {number for number in numbers if number is not None}
    return {number: name or email for number, name, email in _PEOPLE.rows(numbers=list(wanted))}


def _holders_of(rows: list[Event], life: Life) -> set[int | None]:
    state = life.state
    named = {number for row in rows for number in (row.giver_id, row.receiver_id)}
    return named | {state.holder, state.user, state.last_lawful}


def _found(
    life: Life, of_parts: tuple[Finding, ...], holders: Mapping[int, HolderShown]
) -> dict[str, tuple[FoundShown, ...]]:
    by_uid: dict[str, list[FoundShown]] = defaultdict(list)
    shown = {step.entry.uid for step in life.steps}
    for one in (*life.findings, *(found for found in of_parts if found.uid in shown)):
        by_uid[one.uid].append(told(one, holders))
    return {uid: tuple(found) for uid, found in by_uid.items()}


def told(finding: Finding, holders: Mapping[int, HolderShown]) -> FoundShown:
    """A finding as sentences, names of holders in place of their numbers."""
    sentence, remedy = FINDINGS[finding.code]
    values: dict[str, str | int] = {}
    for name, value in finding.values.items():
        known = holders.get(value) if isinstance(value, HolderNumber) else None
        values[name] = known.name if known else value
    return FoundShown(finding.code.value, Sentence(sentence, values), Sentence(remedy), finding.contradicts)


def _replaced(life: Life, read: _Reading) -> tuple[dict[str, list[EntryShown]], tuple[CancelledShown, ...]]:
    """The entries that no longer count, newest first, under the one that counts: by its uid, or as cancelled."""
    counting: dict[str, list[EntryShown]] = defaultdict(list)
    for uid in life.replaced:
        last = uid
        seen = {uid}
        while last in life.replaced and life.replaced[last] not in seen:
            last = life.replaced[last]
            seen.add(last)
        if uid in read.rows:
            counting[last].append(entry_shown(read.rows[uid], read.holders, read.people))
    for replaced in counting.values():
        replaced.sort(key=lambda one: -(one.number or 0))
    cancelled = tuple(
        CancelledShown(entry_shown(row, read.holders, read.people), tuple(counting.get(uid, ())))
        for uid, row in read.rows.items()
        if row.cancels and uid not in life.replaced
    )
    return counting, cancelled


def _of(entry: Entry, earlier: Mapping[str, list[EntryShown]]) -> tuple[EntryShown, ...]:
    return tuple(earlier.get(entry.uid, ()))


def _entry_of(entry: Entry, read: _Reading) -> EntryShown:
    row = read.rows.get(entry.uid)
    if row is None:
        return EntryShown(None, entry.uid, entry.kind.value, entry.day, entry.precision)
    return entry_shown(row, read.holders, read.people)


def entry_shown(row: Event, holders: Mapping[int, HolderShown], people: Mapping[int, str]) -> EntryShown:
    """One row as shown."""
    details = row.details if isinstance(row.details, dict) else {}
    return EntryShown(
        number=row.pk, uid=uid_of(row), kind=row.kind, date=row.date, precision=row.precision,
        date_text=_as_written(row), place_in_day=row.place_in_day,
        giver=holders.get(row.giver_id or 0), giver_text=row.giver_text,
        receiver=holders.get(row.receiver_id or 0), receiver_text=row.receiver_text,
        country=row.country_code, country_name=name_of("country", row.country_code) if row.country_code else "",
        place=row.place, incident=row.incident, document=row.document, note="" if row.cancels else row.note,
        part=row.part_id, corrects=row.corrects_id, cancels=row.cancels,
        reason=row.note if row.cancels else str(details.get("reason", "")), source=row.source,
        recorded_at=row.recorded_at, recorded_by=people.get(row.recorded_by_id or 0, ""),
    )  # fmt: skip


def _as_written(row: Event) -> str:
    """The text of a date where it says more, or something else, than the day it was read as."""
    return "" if row.date_text == written_day(row.date, row.precision) else row.date_text


def _state(life: Life, read: _Reading) -> StateShown:
    state = life.state
    return StateShown(
        whereabouts=state.whereabouts.value,
        holder=read.holders.get(state.holder or 0),
        user=read.holders.get(state.user or 0),
        last_lawful=read.holders.get(state.last_lawful or 0),
        country=state.country,
        country_name=name_of("country", state.country) if state.country else "",
        deactivated=state.deactivated,
        converted=state.converted,
        since=state.since,
        place=_place(life, read),
    )


def _place(life: Life, read: _Reading) -> str:
    """The last place recorded, back to the step that brought the weapon where it is."""
    steps = life.steps
    for at in range(len(steps) - 1, -1, -1):
        row = read.rows.get(steps[at].entry.uid)
        if row is not None and row.place and steps[at].entry.kind is not EventKind.CORRECTED:
            return row.place
        if at and steps[at].state != steps[at - 1].state:
            return ""
    return ""
