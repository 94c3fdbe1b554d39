"""From the rows of the register to what the rules of marking look at: one weapon, or a stretch of many at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from salwa.domain.custody import Whereabouts
from salwa.domain.custody.entries import in_force
from salwa.domain.marking import Ground, MarkedWeapon, Profile, SeenMark
from salwa.domain.marking.profile import OWN_OCCASIONS
from salwa.domain.weapons import (
    Build,
    Component,
    ContentKind,
    EventKind,
    FrameMaterial,
    HolderKind,
    ItemKind,
    MarkState,
    Occasion,
)
from salwa.reference.loader import load_book
from salwa.services.custody.present import entries_of
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import (
    Custody,
    Event,
    Holder,
    Mark,
    MarkingGround,
    MarkInspection,
    Part,
    Weapon,
)

STATE_HOLDERS = {HolderKind.STATE_UNIT.value, HolderKind.DEPOT.value, HolderKind.EVIDENCE_STORE.value}
CIVIL_HOLDERS = {
    HolderKind.PERSON.value, HolderKind.DEALER.value, HolderKind.BROKER.value, HolderKind.CLUB.value,
    HolderKind.MUSEUM.value, HolderKind.MAKER.value,
}  # fmt: skip
RECOVERIES = {EventKind.SEIZED.value, EventKind.FOUND.value, EventKind.SURRENDERED.value}
TELLING = (*RECOVERIES, EventKind.IMPORTED.value, EventKind.TRANSFERRED.value)
WEAPON_FIELDS = (
    "pk", "country_code", "import_country_code", "import_country_text", "maker_text", "maker_code", "year",
    "state_owned", "build", "frame_material", "modular", "type_code",
)  # fmt: skip
# A country is taken from a mark only when it is read this surely; short texts name States only where they must.
SURE, FAIRLY_SURE = 0.9, 0.75
_DIGITS = re.compile(r"[\d./-]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)\d\d(?!\d)")


@dataclass(slots=True)
class Around:
    """What belongs to the weapons of a stretch, by weapon."""

    marks: dict[int, list[SeenMark]] = field(default_factory=lambda: defaultdict(list))
    events: dict[int, list[tuple[str, Any, Any, str]]] = field(default_factory=lambda: defaultdict(list))
    holder_kinds: dict[int, str] = field(default_factory=dict)
    grounds: dict[int, Ground] = field(default_factory=dict)
    destroyed: set[int] = field(default_factory=set)
    holders: dict[int, int | None] = field(default_factory=dict)
    with_parts: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One weapon as the rules see it, with what lists need beside it."""

    number: int
    maker_code: str
    holder: int | None
    weapon: MarkedWeapon


def gather(condition: Q, *, profile: Profile, state: str, today: date) -> Iterator[Gathered]:
    """The weapons that fulfil `condition` (on Weapon), those withdrawn and other kinds of item left out.

    Give it a stretch of a few thousand weapons: everything around them is held in memory.
    """
    wanted = Weapon.objects.filter(condition, kind=ItemKind.WEAPON.value, withdrawn_at=None)
    rows = [dict(zip(WEAPON_FIELDS, row, strict=True)) for row in wanted.order_by("pk").values_list(*WEAPON_FIELDS)]
    around = _around([row["pk"] for row in rows], profile, state, today)
    for row in rows:
        number = row["pk"]
        weapon = _weapon(row, around, profile, state)
        yield Gathered(number, row["maker_code"], around.holders.get(number), weapon)


def family_of(profile: Profile, type_code: str) -> str:
    """The family of the profile to which a type of weapon belongs."""
    return profile.family_of(_kin(type_code))


@lru_cache(maxsize=500)
def _kin(type_code: str) -> tuple[str, ...]:
    types, chain = load_book().types, []
    while type_code in types and type_code not in chain:
        chain.append(type_code)
        type_code = types[type_code].broader
    return tuple(chain)


def _weapon(row: Mapping[str, Any], around: Around, profile: Profile, state: str) -> MarkedWeapon:
    number = row["pk"]
    events = around.events.get(number, [])
    return MarkedWeapon(
        state=state,
        country=row["country_code"],
        import_country=row["import_country_code"] if row["import_country_text"] else "",
        maker_known=bool(row["maker_code"] or row["maker_text"].strip()),
        year=row["year"],
        imported=_imported(row, events, state),
        ground=around.grounds.get(number),
        state_owned=row["state_owned"],
        transferred=_transferred(events, around.holder_kinds),
        recovered="yes" if any(kind in RECOVERIES for kind, *_ in events) else "no",
        destroyed=number in around.destroyed,
        build=Build(row["build"]),
        frame_material=FrameMaterial(row["frame_material"]),
        modular=row["modular"],
        parts_known=number in around.with_parts,
        family=family_of(profile, row["type_code"]),
        marks=tuple(around.marks.get(number, ())),
    )


def _imported(row: Mapping[str, Any], events: Iterable[tuple[str, Any, Any, str]], state: str) -> str:
    """A weapon made here without an entry of import was not imported; one made elsewhere may have come unseen."""
    if any(kind == EventKind.IMPORTED.value for kind, *_ in events) or (state and row["import_country_code"] == state):
        return "yes"
    return "no" if state and row["country_code"] == state else "unknown"


def _transferred(events: Iterable[tuple[str, Any, Any, str]], kinds: Mapping[int, str]) -> str:
    """Whether it went from a holder of the State to a civilian one (ITI 8(c))."""
    answer = "no"
    for kind, giver, receiver, receiver_text in events:
        if kind != EventKind.TRANSFERRED.value or kinds.get(giver) not in STATE_HOLDERS:
            continue
        if kinds.get(receiver) in CIVIL_HOLDERS:
            return "yes"
        if receiver is None and receiver_text.strip():
            answer = "unknown"
    return answer


def _around(numbers: list[int], profile: Profile, state: str, today: date) -> Around:
    around = Around()
    if not numbers:
        return around
    # A stretch is asked for by its ends: lists of thousands of numbers are slow, and SQLite takes no more than so many.
    dense = numbers[-1] - numbers[0] < 4 * len(numbers) + 1_000
    for part in [numbers] if dense else [numbers[n : n + 500] for n in range(0, len(numbers), 500)]:
        inside = (part[0], part[-1]) if dense else part
        _gather_marks(around, inside, dense, profile, state)
        _gather_events(around, inside, dense)
        _gather_custody(around, inside, dense, today)
    known = set(numbers)
    around.events = {number: rows for number, rows in around.events.items() if number in known}
    givers = {
        holder for rows in around.events.values() for _, giver, receiver, _ in rows for holder in (giver, receiver)
    }
    for start in range(0, len(ids := sorted(givers - {None})), 500):
        around.holder_kinds |= dict(Holder.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", "kind"))
    return around


def _of(name: str, inside: Any, dense: bool) -> Q:
    if dense:
        return Q(**{f"{name}__gte": inside[0], f"{name}__lte": inside[1]})
    return Q(**{f"{name}__in": inside})


def _gather_marks(around: Around, inside: Any, dense: bool, profile: Profile, state: str) -> None:
    """Marks that count: not corrected since, and not on a part that sits in another weapon today."""
    fields = ("component", "occasion", "content", "state", "text", "pk")
    measured = _measures(inside, dense)
    own = Mark.objects.filter(_of("weapon", inside, dense), part=None, corrected_by=None)
    of_parts = Mark.objects.filter(_of("part__fitted_in", inside, dense), corrected_by=None)
    for rows in (own.values_list("weapon_id", *fields), of_parts.values_list("part__fitted_in", *fields)):
        for weapon, component, occasion, content, mark_state, text, pk in rows.order_by():
            around.marks[weapon].append(
                _seen((component, occasion, content, mark_state, text), measured.get(pk), profile, state)
            )


def _measures(inside: Any, dense: bool) -> dict[int, tuple[float | None, float | None]]:
    """Mark -> the newest measured depth and height in millimetres."""
    rows = MarkInspection.objects.filter(_of("mark__weapon", inside, dense)).exclude(depth_um=None, height_um=None)
    found: dict[int, tuple[float | None, float | None]] = {}
    for mark, depth, height in rows.order_by("pk").values_list("mark_id", "depth_um", "height_um"):
        before = found.get(mark, (None, None))
        found[mark] = (
            before[0] if depth is None else depth / 1000,
            before[1] if height is None else height / 1000,
        )
    return found


def _seen(
    codes: tuple[str, str, str, str, str],
    measured: tuple[float | None, float | None] | None,
    profile: Profile,
    state: str,
) -> SeenMark:
    component, occasion, content, mark_state, text = codes
    depth, height = measured or (None, None)
    return SeenMark(
        Component(component),
        Occasion(occasion),
        ContentKind(content),
        MarkState(mark_state),
        text,
        _names(profile, state, content, occasion, text) if text else "",
        _has_year(content, text) if text else None,
        depth,
        height,
    )


def _names(profile: Profile, state: str, content: str, occasion: str, text: str) -> str:
    """The State a mark names, by this State's code letters or by the name of a country in it."""
    tokens = set(text.upper().split())
    if occasion in OWN_OCCASIONS and profile.letters_of(Occasion(occasion), state).upper() in tokens:
        return state
    if content in (ContentKind.IMPORT_MARK.value, ContentKind.STOCK_MARK.value):
        letters = {profile.letters_of(one, state).upper() for one in OWN_OCCASIONS}
        return state if tokens & letters else _country_in(text, False)
    if content == ContentKind.SERIAL.value:
        return ""
    return _country_in(text, content != ContentKind.COUNTRY.value)


@lru_cache(maxsize=20_000)
def _country_in(text: str, in_passing: bool) -> str:
    """The country that the words of a mark name; `in_passing`: beside other words, where short codes prove nothing."""
    words = " ".join(_DIGITS.sub(" ", text).split())
    if len(words) < (4 if in_passing else 2):
        return ""
    found = mark_reader().read_country(words)
    return found.code or "" if found.confidence >= (FAIRLY_SURE if in_passing else SURE) else ""


def _has_year(content: str, text: str) -> bool:
    if _YEAR.search(text):
        return True
    return content == ContentKind.IMPORT_MARK.value and bool(_SHORT_YEAR.search(text))


def _gather_events(around: Around, inside: Any, dense: bool) -> None:
    rows = Event.objects.filter(_of("weapon", inside, dense), kind__in=TELLING).order_by("weapon_id", "pk")
    fields = ("weapon_id", "kind", "giver_id", "receiver_id", "receiver_text")
    for weapon, *rest in rows.values_list(*fields):
        around.events[weapon].append((rest[0], rest[1], rest[2], rest[3]))
    corrected = Event.objects.filter(_of("weapon", inside, dense)).exclude(corrects=None)
    for weapon in corrected.order_by().values_list("weapon_id", flat=True).distinct():
        around.events[weapon] = _in_force(weapon)


def _in_force(weapon: int) -> list[tuple[str, Any, Any, str]]:
    """The telling entries of a weapon some of whose entries were corrected or cancelled."""
    rows = {row.uid or f"row-{row.pk}": row for row in Event.objects.filter(weapon_id=weapon)}
    counting = [rows[entry.uid] for entry in in_force(entries_of(rows.values())).entries]
    return [(row.kind, row.giver_id, row.receiver_id, row.receiver_text) for row in counting if row.kind in TELLING]


def _gather_custody(around: Around, inside: Any, dense: bool, today: date) -> None:
    rows = Custody.objects.filter(_of("weapon", inside, dense)).values_list("weapon_id", "whereabouts", "holder_id")
    for weapon, whereabouts, holder in rows:
        around.holders[weapon] = holder
        if whereabouts == Whereabouts.DESTROYED.value:
            around.destroyed.add(weapon)
    grounds = MarkingGround.objects.filter(
        _of("weapon", inside, dense), Q(until=None) | Q(until__gte=today), ended_at=None
    )
    around.grounds |= {weapon: Ground(ground) for weapon, ground in grounds.values_list("weapon_id", "ground")}
    fitted = Part.objects.filter(_of("fitted_in", inside, dense)).values_list("fitted_in_id", flat=True)
    around.with_parts |= {weapon for weapon in fitted if weapon is not None}
