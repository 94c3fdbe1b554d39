"""What the pages and programs ask of the counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from salwa.domain.analysis import Bar, By, CountTable, Dimension, bars_of, dimension, table_of
from salwa.domain.analysis.findings import finding
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import ItemKind
from salwa.reference import load_book
from salwa.services.analysis.actions import changed_since, latest
from salwa.services.analysis.names import bar_name, reader_language
from salwa.services.analysis.permissions import check_may_read_counts
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Counting, Weapon

NO_SUCH_COUNT = message("The register is not counted by {by}.")
CHOOSE_COUNT = message("Open the analysis page and choose one of its pictures.")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row with its name: `share` (0..1) among the known entries, None for what is not known."""

    bar: Bar
    name: str
    share: float | None


@dataclass(frozen=True, slots=True)
class CountView:
    """One count as the pages show it. `says` is its finding, `rows` every entry, `bars` those of the picture."""

    words: Dimension
    kind: ItemKind
    table: CountTable
    says: Sentence
    rows: tuple[NamedRow, ...]
    bars: tuple[NamedRow, ...]
    origin: Origin

    @property
    def unknown(self) -> int:
        """Records for which this is not known."""
        return self.table.total - self.table.known

    @property
    def unknown_share(self) -> float:
        """Share (0..1) of them among all records."""
        return self.unknown / self.table.total if self.table.total else 0.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where figures come from: the installation, the moment, the count's number, records added since."""

    register: str
    as_of: datetime
    counting: int
    added_since: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every count of one kind, and how many records there are of each kind. `origin` None: not counted yet."""

    kind: ItemKind
    records: Mapping[ItemKind, int]
    pieces: int
    counts: tuple[CountView, ...]
    origin: Origin | None
    outdated: bool


def overview(*, acting_user: User, kind: ItemKind = ItemKind.WEAPON) -> Overview:
    """All counts of one kind of object, from the newest count of the register."""
    check_may_read_counts(acting_user)
    counting = latest()
    if counting is None:
        return Overview(kind, dict.fromkeys(ItemKind, 0), 0, (), None, outdated=True)
    return Overview(
        kind=kind,
        records={one: counting.figures.get(one.value, {}).get("records", 0) for one in ItemKind},
        pieces=counting.figures.get(kind.value, {}).get("pieces", 0),
        counts=tuple(_view(counting, by, kind) for by in By),
        origin=_origin(counting),
        outdated=changed_since(counting),
    )


def counts(*, acting_user: User, by: str, kind: ItemKind = ItemKind.WEAPON) -> CountView | None:
    """One count; None when the register has not been counted yet. Raises `NotFound` for an unknown `by`."""
    check_may_read_counts(acting_user)
    if by not in set(By):
        raise NotFound("no_such_count", Sentence(NO_SUCH_COUNT, {"by": by}), remedy=Sentence(CHOOSE_COUNT))
    counting = latest()
    return None if counting is None else _view(counting, By(by), kind)


def _view(counting: Counting, by: By, kind: ItemKind) -> CountView:
    found = counting.figures.get(kind.value, {}).get("by", {}).get(by.value, {})
    table = table_of(by, found)
    return CountView(
        words=dimension(by),
        kind=kind,
        table=table,
        says=finding(table, lambda bar: bar_name(by, bar)),
        rows=tuple(_named(table, bar) for bar in table.rows),
        bars=tuple(_named(table, bar) for bar in bars_of(table)),
        origin=_origin(counting),
    )


def _named(table: CountTable, bar: Bar) -> NamedRow:
    return NamedRow(bar, bar_name(table.by, bar), table.share_of_known(bar))


def _origin(counting: Counting) -> Origin:
    assert counting.as_of is not None
    last = Weapon.objects.aggregate(last=Max("pk"))["last"] or 0
    return Origin(
        register=register_name(),
        as_of=counting.as_of,
        counting=counting.pk,
        added_since=max(0, last - counting.last_weapon),
    )


def register_name() -> str:
    """Name of this installation's register for source lines: its own name, else its State's."""
    named = str(settings.SALWA["installation_name"])
    if named:
        return named
    code = str(settings.SALWA["state"])
    state = load_book().states.get(code)
    return state.short_names.get(reader_language(), code) if state else code
