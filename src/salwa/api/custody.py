"""A weapon's life: reading it, recording, correcting and cancelling entries, correcting the record itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status
from pydantic import ConfigDict, Field, model_validator

from salwa.api.values import (
    Day,
    EntryKey,
    KnownState,
    LongText,
    Number,
    ShortText,
    SmallCount,
    StrictModel,
    Text,
    Version,
    WeaponNumber,
    Year,
    left_out,
)
from salwa.api.weapons import Build, Happened, HeldByOut, Material
from salwa.domain.weapons import EventKind
from salwa.services.custody import actions
from salwa.services.custody.plain import plain_findings, plain_life
from salwa.services.custody.queries import findings_made, read_life
from salwa.services.custody.values import LifeEntry, Recorded
from salwa.services.weapons.corrections import correct_weapon

router = Router(tags=["custody"])


class LifeQuery(StrictModel):
    """The day at whose end the state is wanted; left out: now."""

    on: Day = left_out(None)


class LifeFindingOut(StrictModel):
    """Something that does not fit: in words, with what to do. `contradicts` false for gaps and open points."""

    code: str
    sentence: str
    remedy: str
    contradicts: bool


class LifeEntryOut(StrictModel):
    """One entry as recorded. `entry` null: the beginning that follows from the year of manufacture."""

    entry: int | None
    kind: str
    date: str | None
    precision: str
    date_text: str
    place_in_day: int
    giver: HeldByOut | None
    giver_text: str
    receiver: HeldByOut | None
    receiver_text: str
    country: str
    place: str
    incident: str
    document: str
    note: str
    part: int | None
    corrects: int | None
    reason: str
    recorded_at: str | None
    recorded_by: str


class LifeStepOut(LifeEntryOut):
    """An entry in its place, whole years without a record before it, what does not fit, entries it replaced."""

    gap_years: int
    findings: list[LifeFindingOut]
    earlier: list[LifeEntryOut]


class CancelledEntryOut(LifeEntryOut):
    """A cancellation with its reason, and the entries that never happened."""

    cancelled: list[LifeEntryOut]


class LifeStateOut(StrictModel):
    """Where the weapon is, or was at the end of the day asked for; null = nobody or not known."""

    whereabouts: str
    holder: HeldByOut | None
    user: HeldByOut | None
    last_lawful: HeldByOut | None
    country: str
    deactivated: bool
    converted: bool
    since: str | None
    place: str


class RecordChangeOut(StrictModel):
    """One value that a correction of the record changed."""

    what: str
    before: str
    after: str


class RecordCorrectionOut(StrictModel):
    """A correction of the record itself."""

    entry: int
    recorded_at: str
    recorded_by: str
    reason: str
    changes: list[RecordChangeOut]


class PartMarkOut(StrictModel):
    """A mark of a part."""

    text: str
    state: str
    content: str


class LifePartOut(StrictModel):
    """A part with its marks; `since` null = nobody knows since when."""

    part: int
    component: str
    description: str
    maker: str
    calibre: str
    material: str
    essential: bool
    since: str | None
    precision: str
    marks: list[PartMarkOut]


class LifeOut(StrictModel):
    """The whole life: state, steps in their order, cancelled entries, corrections of the record, parts.

    `state`, `steps` and `parts` stand for the day `on` (null: now), everything else for now.
    """

    weapon: int
    on: str | None
    version: int
    contradictions: int
    state: LifeStateOut
    steps: list[LifeStepOut]
    cancelled: list[CancelledEntryOut]
    corrections: list[RecordCorrectionOut]
    parts: list[LifePartOut]
    former_parts: list[LifePartOut]
    findings: list[LifeFindingOut]


class LifeEntryIn(StrictModel):
    """Something that happened. A day that is not known is left out; `date_text` says it in words.

    `giver` and `receiver` are numbers of holders; a name that is not in the register goes into `giver_text` or
    `receiver_text`. `country` is the other State of an import or export.
    """

    kind: Happened | Literal["part_fitted", "part_removed"]
    date: Day = left_out(None)
    precision: Literal["day", "month", "year"] = "day"
    date_text: ShortText = left_out()
    place_in_day: SmallCount = 0
    giver: Number = left_out(None)
    giver_text: Text = left_out()
    receiver: Number = left_out(None)
    receiver_text: Text = left_out()
    country: KnownState = left_out()
    place: Text = left_out()
    incident: Text = left_out()
    document: ShortText = left_out()
    note: LongText = left_out()
    part: Number = left_out(None)

    def entry(self, weapon: int, uid: str, reason: str = "") -> LifeEntry:
        """As the service takes it."""
        facts = {name: getattr(self, name) for name in LifeEntryIn.model_fields if name not in {"kind", "date"}}
        details = {"reason": reason} if reason else {}
        return LifeEntry(
            weapon=weapon, kind=EventKind(self.kind), uid=uid, day=self.date, details=details, source="program", **facts
        )  # fmt: skip


class CorrectedEntryIn(LifeEntryIn):
    """The entry as it should be, and why."""

    reason: LongText


class CancelIn(StrictModel):
    """Why the entry never happened."""

    reason: LongText


class RecordedEntry(StrictModel):
    """The entry, the record's new version, and what the entry brought to light."""

    weapon: int
    entry: int
    version: int
    findings: list[LifeFindingOut]


class CorrectRecordIn(StrictModel):
    """What is put right in the record itself; at least one field. An empty text empties the field.

    `version` is the one the correction was made from: when it is no longer the version now, the answer is 409.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 3})

    type: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    maker: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    model: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    calibre: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    country: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    import_country: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = left_out()
    year: Year = left_out(None)
    state_owned: Literal["yes", "no", "unknown"] = left_out("unknown")
    build: Build = left_out("unknown")
    frame_material: Material = left_out("unknown")
    modular: Literal["yes", "no", "unknown"] = left_out("unknown")
    reference: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = left_out()
    reason: LongText
    version: Version

    @model_validator(mode="after")
    def _something_to_correct(self) -> CorrectRecordIn:
        if not self.model_fields_set - {"reason", "version"}:
            raise ValueError("at least one field to correct is needed")
        return self

    def changes(self) -> dict[str, str]:
        """Field -> text as it should be."""
        given = self.model_dump(exclude_unset=True, exclude={"reason", "version"})
        return {name: str(value) for name, value in given.items()}


class CorrectedRecord(StrictModel):
    """The entry that keeps the old values, and the record's new version."""

    weapon: int
    entry: int
    version: int


class EntryPath(StrictModel):
    """An entry of a weapon's life."""

    weapon: WeaponNumber
    entry: WeaponNumber


WeaponPath = Annotated[WeaponNumber, Path()]
Key = Header("", alias="Idempotency-Key")


@router.get("/{weapon}/life", response=LifeOut)
def read_the_life(request: HttpRequest, weapon: WeaponPath, query: Query[LifeQuery]) -> dict[str, Any]:
    """The life of a weapon, now or as of a day. Opening it is recorded and taken from the allowance of pages."""
    user = request.auth  # type: ignore[attr-defined]
    return {"weapon": weapon, **plain_life(read_life(acting_user=user, weapon_id=weapon, on=query.on))}


@router.post("/{weapon}/entries", response={201: RecordedEntry})
def record_an_entry(
    request: HttpRequest,
    response: HttpResponse,
    weapon: WeaponPath,
    entry: LifeEntryIn,
    key: EntryKey = Key,
) -> Any:
    """Record what happened to a weapon, however late. The Idempotency-Key identifies the entry for good.

    What does not fit is said in `findings`; it is no reason to refuse.
    """
    user = request.auth  # type: ignore[attr-defined]
    done = actions.record_entry(acting_user=user, entry=entry.entry(weapon, key or str(uuid4())))
    return _recorded(response, weapon, done, key)


@router.post("/{weapon}/entries/{entry}/correction", response={201: RecordedEntry})
def correct_an_entry(
    request: HttpRequest,
    response: HttpResponse,
    where: Path[EntryPath],
    right: CorrectedEntryIn,
    key: EntryKey = Key,
) -> Any:
    """Replace an entry by a right one; the old one stays readable. 409 when somebody was quicker."""
    user = request.auth  # type: ignore[attr-defined]
    said = right.entry(where.weapon, key or str(uuid4()), right.reason)
    done = actions.correct_entry(acting_user=user, event_id=where.entry, entry=said)
    return _recorded(response, where.weapon, done, key)


@router.post("/{weapon}/entries/{entry}/cancellation", response={201: RecordedEntry})
def cancel_an_entry(
    request: HttpRequest,
    response: HttpResponse,
    where: Path[EntryPath],
    why: CancelIn,
    key: EntryKey = Key,
) -> Any:
    """Say that an entry never happened; it stays readable. 409 when somebody was quicker."""
    user = request.auth  # type: ignore[attr-defined]
    done = actions.cancel_entry(
        acting_user=user, weapon_id=where.weapon, event_id=where.entry, reason=why.reason, uid=key or str(uuid4())
    )
    return _recorded(response, where.weapon, done, key)


@router.post("/{weapon}/correction", response={201: CorrectedRecord})
def correct_the_record(
    request: HttpRequest,
    response: HttpResponse,
    weapon: WeaponPath,
    right: CorrectRecordIn,
    key: EntryKey = Key,
) -> Any:
    """Put right what is recorded of the weapon itself; old values stay readable and findable."""
    user = request.auth  # type: ignore[attr-defined]
    done = correct_weapon(
        acting_user=user, weapon_id=weapon, changes=right.changes(), reason=right.reason, seen_version=right.version,
        uid=key,
    )  # fmt: skip
    _say_whether_again(response, done.again, key)
    return Status(201, {"weapon": weapon, "entry": done.event, "version": done.version})


def _recorded(response: HttpResponse, weapon: int, done: Recorded, key: str) -> Any:
    _say_whether_again(response, done.again, key)
    found = plain_findings(findings_made(weapon, done.event))
    return Status(201, {"weapon": weapon, "entry": done.event, "version": done.version, "findings": found})


def _say_whether_again(response: HttpResponse, again: bool, key: str) -> None:
    if key:
        response.headers["Idempotent-Replayed"] = "true" if again else "false"
