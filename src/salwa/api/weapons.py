"""Weapons: finding them by their marks, opening and recording them, screening lists."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status
from pydantic import ConfigDict, Field, model_validator

from salwa.api.values import (
    Day,
    Limit,
    ListSize,
    LongText,
    RepeatKey,
    ShortText,
    StrictModel,
    Text,
    WeaponNumber,
    Year,
    left_out,
)
from salwa.services.accounts.repeats import once
from salwa.services.custody.plain import plain_holder
from salwa.services.languages import spoken
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import FindResult, FoundWeapon, find_weapons
from salwa.services.search.screen import ScreenedRow, screen_list
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.lists import WeaponFilters, WeaponLine, list_weapons
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import EventEntry, MarkEntry, WeaponEntry, WeaponPage

router = Router(tags=["weapons"])
Whereabouts = Literal["unknown", "held", "issued", "abroad", "lost", "stolen", "in_evidence", "destroyed"]
Build = Literal["factory", "craft", "kit", "printed", "converted", "reactivated", "unknown"]
Material = Literal["metal", "polymer", "polymer_with_plate", "other", "unknown"]
Component = Literal[
    "frame", "receiver", "barrel", "slide", "cylinder", "bolt", "chassis", "stock", "other", "unknown"
]  # fmt: skip
Occasion = Literal[
    "manufacture", "import", "state_stock", "transfer_from_state_stock", "post_recovery", "proof_house",
    "deactivation", "other", "unknown",
]  # fmt: skip
Content = Literal[
    "serial", "import_mark", "stock_mark", "maker_stamp", "symbol", "country", "year", "model", "calibre", "other"
]  # fmt: skip
State = Literal["present", "partial", "illegible", "erased", "none", "missing"]
Happened = Literal[
    "manufactured", "proofed", "marked", "imported", "exported", "transferred", "issued", "returned", "lost", "stolen",
    "recovered", "seized", "found", "surrendered", "traced", "deactivated", "reactivated", "converted", "destroyed",
    "recorded",
]  # fmt: skip
WITHOUT_TEXT = ("illegible", "erased", "none", "missing")


class AskedMarks(StrictModel):
    """The marks of one weapon as read; at least one. `?` in the serial is a character that is illegible."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    serial: Text = left_out()
    maker: Text = left_out()
    model: Text = left_out()
    calibre: Text = left_out()
    type: Text = left_out()
    country: Text = left_out()
    import_country: Text = left_out()
    year: Year = left_out(None)

    @model_validator(mode="after")
    def _not_empty(self) -> AskedMarks:
        if not self.model_fields_set:
            raise ValueError("at least one mark is needed")
        return self

    def asked(self) -> MarksAsked:
        """As the search takes it."""
        texts = self.model_dump(exclude={"year"}, exclude_unset=True)
        return MarksAsked(**texts, year=str(self.year) if self.year else "")


class FindRequest(StrictModel):
    """One look-up. It is recorded with its purpose and taken from the day's allowance."""

    marks: AskedMarks
    purpose: Text
    limit: Limit = 10


class ReasonOut(StrictModel):
    """One reason: the mark it is about, whether it speaks for or against, in words, and both values."""

    rule: str
    bearing: str
    sentence: str
    asked: str
    recorded: str


class CandidateOut(StrictModel):
    """A weapon that may be the one asked for, with its class, probability (0 to 1) and reasons."""

    model_config = ConfigDict(populate_by_name=True)

    weapon: int
    class_: Annotated[str, Field(alias="class")]
    probability: float
    serial: str
    maker: str
    model: str
    calibre: str
    reasons: list[ReasonOut]


class FindAnswer(StrictModel):
    """The verdict (identified, probable, lead, not_found) and the candidates, best first.

    `absent`: probability that the weapon is in none of them; `matching`: weapons that agree with everything asked
    (look-ups without a serial only); `would_decide`: which further mark would make it surer; `left`: look-ups left.
    """

    verdict: str
    milliseconds: float
    candidates: list[CandidateOut]
    absent: float
    matching: int | None
    would_decide: str | None
    method: str
    left: int


class ScreenRow(AskedMarks):
    """One weapon of a list; `id` is the sender's own and comes back with the answer."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": [name]} for name in AskedMarks.model_fields]})

    id: ShortText = left_out()

    @model_validator(mode="after")
    def _a_mark_beside_id(self) -> ScreenRow:
        if not self.model_fields_set - {"id"}:
            raise ValueError("at least one mark is needed beside the id")
        return self


class ScreenRequest(StrictModel):
    """Up to 1,000 weapons at a time; they are taken from the day's allowance of screened rows."""

    rows: Annotated[list[ScreenRow], Field(min_length=1, max_length=1_000)]
    purpose: Text


class ScreenedCandidateOut(StrictModel):
    """One candidate for a row."""

    model_config = ConfigDict(populate_by_name=True)

    weapon: int
    class_: Annotated[str, Field(alias="class")]
    probability: float
    serial: str
    maker: str
    calibre: str


class ScreenedRowOut(StrictModel):
    """The answer to one row, with the reasons for and against its first candidate."""

    id: str | None
    verdict: str
    candidates: list[ScreenedCandidateOut]
    reasons: list[ReasonOut]
    would_decide: str | None


class ScreenAnswer(StrictModel):
    """The rows in their order, how many of each verdict, and how many rows may still be screened today."""

    rows: list[ScreenedRowOut]
    counts: dict[str, int]
    method: str
    left: int


class MarkIn(StrictModel):
    """One mark exactly as read. Its text may be left out where `state` says why."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["text"]},
                {"required": ["state"], "properties": {"state": {"enum": list(WITHOUT_TEXT)}}},
            ]
        }
    )

    text: Text = left_out()
    component: Component = "unknown"
    occasion: Occasion = "unknown"
    content: Content = "serial"
    state: State = "present"

    @model_validator(mode="after")
    def _text_or_state(self) -> MarkIn:
        if not self.text and self.state not in WITHOUT_TEXT:
            raise ValueError(f"text may be left out only when state is one of {', '.join(WITHOUT_TEXT)}")
        return self


class EventIn(StrictModel):
    """What happened to the weapon. A day that is not known is left out; `date_text` says it in words."""

    kind: Happened
    date: Day = left_out(None)
    precision: Literal["day", "month", "year"] = "day"
    date_text: ShortText = left_out()
    place: Text = left_out()
    incident: Text = left_out()
    note: LongText = left_out()


class ListQuery(StrictModel):
    """What the list is narrowed to. `after` is the `next` of the page before; `maker` and `type` are codes."""

    whereabouts: Whereabouts = left_out("")
    holder: WeaponNumber = left_out(None)
    maker: ShortText = left_out()
    type: ShortText = left_out()
    unit: WeaponNumber = left_out(None)
    contradictory: Literal["yes", "no"] = "no"
    after: WeaponNumber = left_out(None)
    count: ListSize = 50


class HeldByOut(StrictModel):
    """A holder by number; of persons the name only says that it is one."""

    holder: int
    kind: str
    name: str
    reference: str


class LineOut(StrictModel):
    """One weapon of a list, with where it is now."""

    weapon: int
    title: str
    type: str
    serial: str
    whereabouts: str
    holder: HeldByOut | None
    user: HeldByOut | None
    since: str | None
    contradictions: int


class ListAnswer(StrictModel):
    """Weapons, newest number first; `next` null when nothing follows. A page may hold fewer than asked for."""

    weapons: list[LineOut]
    next: int | None


class RecordRequest(StrictModel):
    """A weapon as typed; at least a mark, or a maker, model or calibre."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [name]} for name in ("marks", "maker", "model", "calibre")]}
    )

    type: Text = left_out()
    maker: Text = left_out()
    model: Text = left_out()
    calibre: Text = left_out()
    country: Text = left_out()
    import_country: Text = left_out()
    year: Year = left_out(None)
    state_owned: Literal["yes", "no", "unknown"] = "unknown"
    build: Build = "unknown"
    frame_material: Material = "unknown"
    modular: Literal["yes", "no", "unknown"] = "unknown"
    reference: ShortText = left_out()
    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=30)] = left_out([])
    event: EventIn = left_out(None)

    @model_validator(mode="after")
    def _something_known(self) -> RecordRequest:
        if not (self.marks or self.maker or self.model or self.calibre):
            raise ValueError("at least a mark, or a maker, model or calibre is needed")
        return self


class Recorded(StrictModel):
    """The number of the weapon recorded."""

    weapon: int


class FieldShownOut(StrictModel):
    """One field: as typed, the code it was read as, its name, and how sure (per cent)."""

    field: str
    text: str
    code: str
    name: str
    confidence: int


class MarkOut(StrictModel):
    """One mark as recorded, with its plain form."""

    component: str
    occasion: str
    content: str
    text: str
    normalised: str
    state: str


class EventOut(StrictModel):
    """One event of the weapon's life, in the order they happened; `date` null = not known. More in `/life`."""

    kind: str
    date: str | None
    precision: str
    date_text: str
    place: str
    incident: str
    note: str


class WeaponOut(StrictModel):
    """One weapon with its marks, its life in short, and where the record comes from.

    `version` grows with everything recorded about it: a correction says which one it was made from.
    """

    weapon: int
    kind: str
    title: str
    fields: list[FieldShownOut]
    year: int | None
    month: int | None
    state_owned: str
    build: str
    frame_material: str
    modular: str
    reference: str
    whereabouts: str
    version: int
    contradictions: int
    marks: list[MarkOut]
    events: list[EventOut]
    pictures: int
    recorded_at: str
    import_number: int | None
    import_row: int | None
    withdrawn_at: str | None


@router.post("/find", response=FindAnswer, by_alias=True)
def find(request: HttpRequest, asked: FindRequest) -> dict[str, Any]:
    """Look for a weapon by its marks, however badly they could be read. Recorded with its purpose."""
    user = request.auth  # type: ignore[attr-defined]
    result = find_weapons(acting_user=user, query=asked.marks.asked(), purpose=asked.purpose, limit=asked.limit)
    return _answer(result)


@router.post("/screen", response=ScreenAnswer, by_alias=True)
def screen(request: HttpRequest, asked: ScreenRequest) -> dict[str, Any]:
    """Screen a list of seized, found or surrendered weapons against the register."""
    user = request.auth  # type: ignore[attr-defined]
    rows = [_without_id(row) for row in asked.rows]
    result = screen_list(acting_user=user, rows=rows, purpose=asked.purpose)
    told = zip(asked.rows, result.rows, strict=True)
    return {
        "rows": [_screened(row.id or None, answer) for row, answer in told],
        "counts": result.counts,
        "method": result.method,
        "left": result.left,
    }


@router.get("", response=ListAnswer)
def list_of_weapons(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """The weapons the person may know of. A page is taken from the day's allowance of pages and is recorded."""
    user = request.auth  # type: ignore[attr-defined]
    filters = WeaponFilters(
        whereabouts=query.whereabouts, holder=query.holder, maker=query.maker, type=query.type, unit=query.unit,
        contradictory=query.contradictory == "yes",
    )  # fmt: skip
    page = list_weapons(acting_user=user, filters=filters, after=query.after, count=query.count)
    return {"weapons": [_line(line) for line in page.lines], "next": page.next_after}


@router.post("", response={201: Recorded})
def record(
    request: HttpRequest,
    response: HttpResponse,
    entry: RecordRequest,
    key: RepeatKey = Header("", alias="Idempotency-Key"),  # noqa: B008 - the way the framework declares a header
) -> Any:
    """Record a weapon. With an Idempotency-Key, sending the same request again records nothing twice."""
    user = request.auth  # type: ignore[attr-defined]

    def act() -> str:
        return str(record_weapon(acting_user=user, entry=_entry(entry)))

    if key:
        number, repeated = once(user=user, key=key, content=entry.model_dump(mode="json"), act=act)
        response.headers["Idempotent-Replayed"] = "true" if repeated else "false"
    else:
        number = act()
    response.headers["Location"] = f"{request.path.rstrip('/')}/{number}"
    return Status(201, {"weapon": int(number)})


@router.get("/{weapon}", response=WeaponOut)
def read_weapon(request: HttpRequest, weapon: Annotated[WeaponNumber, Path()]) -> dict[str, Any]:
    """One weapon with its marks and its life. Opening it is recorded and taken from the day's allowance of pages."""
    user = request.auth  # type: ignore[attr-defined]
    return _page(open_weapon(acting_user=user, weapon_id=weapon))


def _line(line: WeaponLine) -> dict[str, Any]:
    return {
        "weapon": line.number,
        "title": line.title,
        "type": line.type,
        "serial": line.serial,
        "whereabouts": line.whereabouts,
        "holder": plain_holder(line.holder),
        "user": plain_holder(line.user),
        "since": line.since.isoformat() if line.since else None,
        "contradictions": line.contradictions,
    }


def _without_id(row: ScreenRow) -> MarksAsked:
    texts = row.model_dump(exclude={"year", "id"}, exclude_unset=True)
    return MarksAsked(**texts, year=str(row.year) if row.year else "")


def _answer(result: FindResult) -> dict[str, Any]:
    return {
        "verdict": result.verdict.value,
        "milliseconds": round(result.milliseconds, 3),
        "candidates": [_candidate(found) for found in result.candidates],
        "absent": float(result.absent),
        "matching": result.matching,
        "would_decide": spoken(result.would_decide) if result.would_decide else None,
        "method": result.method,
        "left": result.left,
    }


def _candidate(found: FoundWeapon) -> dict[str, Any]:
    known = {name: found.marks[name] for name in ("serial", "maker", "model", "calibre")}
    return {
        "weapon": found.weapon,
        "class": found.verdict.value,
        "probability": float(found.probability),
        **{name: one.text or one.code for name, one in known.items()},
        "reasons": _reasons(found.reasons),
    }


def _reasons(reasons: Any) -> list[dict[str, str]]:
    return [
        {
            "rule": one.field,
            "bearing": one.bearing.value,
            "sentence": spoken(one.sentence),
            "asked": one.asked,
            "recorded": one.recorded,
        }
        for one in reasons
    ]


def _screened(own: str | None, row: ScreenedRow) -> dict[str, Any]:
    return {
        "id": own,
        "verdict": row.verdict.value,
        "candidates": [
            {
                "weapon": one.weapon,
                "class": one.verdict.value,
                "probability": float(one.probability),
                "serial": one.serial,
                "maker": one.maker,
                "calibre": one.calibre,
            }
            for one in row.candidates
        ],
        "reasons": _reasons(row.reasons),
        "would_decide": spoken(row.would_decide) if row.would_decide else None,
    }


def _entry(asked: RecordRequest) -> WeaponEntry:
    names = ("type", "maker", "model", "calibre", "country", "import_country", "state_owned", "build",
             "frame_material", "modular", "reference")  # fmt: skip
    return WeaponEntry(
        **{name: getattr(asked, name) for name in names},
        year=str(asked.year) if asked.year else "",
        marks=tuple(MarkEntry(one.component, one.occasion, one.content, one.text, one.state) for one in asked.marks),
        event=_event(asked.event) if asked.event else None,
    )


def _event(asked: EventIn) -> EventEntry:
    return EventEntry(
        kind=asked.kind, date=asked.date, precision=asked.precision, date_text=asked.date_text, place=asked.place,
        incident=asked.incident, note=asked.note,
    )  # fmt: skip


def _page(page: WeaponPage) -> dict[str, Any]:
    return {
        "weapon": page.number,
        "kind": page.kind,
        "title": page.title,
        "fields": [
            {name: getattr(one, name) for name in ("field", "text", "code", "name", "confidence")}
            for one in page.fields
        ],
        "year": page.year,
        "month": page.month,
        "state_owned": page.state_owned,
        "build": page.build,
        "frame_material": page.frame_material,
        "modular": page.modular,
        "reference": page.reference,
        "whereabouts": page.life.state.whereabouts,
        "version": page.life.version,
        "contradictions": page.life.contradictions,
        "marks": [
            {name: getattr(one, name) for name in ("component", "occasion", "content", "text", "normalised", "state")}
            for one in page.marks
        ],
        "events": [
            {name: getattr(one, name) for name in ("kind", "precision", "date_text", "place", "incident", "note")}
            | {"date": one.date.isoformat() if one.date else None}
            for one in (step.entry for step in page.life.steps)
        ],
        "pictures": len(page.pictures),
        "recorded_at": page.origin.recorded_at.isoformat(),
        "import_number": page.origin.import_number,
        "import_row": page.origin.row,
        "withdrawn_at": page.withdrawn_at.isoformat() if page.withdrawn_at else None,
    }
