"""An invented register of millions of weapons, four events each, written by the database itself, and the same bare.

Every weapon follows one of ten patterns of a life without contradictions, so that its present state is known beforehand
(`check_sample` compares some with what the rules compute). Bare tables hold the columns that the pages show, with a
primary key and the indexes the plain queries need.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from salwa.services.custody.present import STATE, compute_life, state_values
from salwa.storage.register.models import Custody, Event, Holder, Mark, Weapon

EVENTS_EACH = 4
AT_ONCE = 250_000
DEPOTS, PATROLS = 200, 1_800
TABLES = (Weapon, Mark, Event, Custody)
# Steps of the ten patterns: kind, giver, receiver; A and B are two depots, C is a patrol.
_ISSUED_AND_BACK = (("transferred", "A", "B"), ("issued", "B", "C"), ("returned", "C", "B"))
_STILL_ISSUED = (("transferred", "A", "B"), ("transferred", "B", "A"), ("issued", "A", "C"))
PATTERNS = (
    *[_ISSUED_AND_BACK] * 4,
    *[_STILL_ISSUED] * 2,
    (("transferred", "A", "B"), ("issued", "B", "C"), ("lost", "", "")),
    (("transferred", "A", "B"), ("stolen", "", ""), ("seized", "", "")),
    (("transferred", "A", "B"), ("exported", "B", ""), ("traced", "", "")),
    (("transferred", "A", "B"), ("transferred", "B", "A"), ("destroyed", "", "")),
)
# Present state of each pattern: whereabouts, holder, user, last lawful holder, country, slot of the last change.
STATES = (
    *[("held", "B", "", "", "", 3)] * 4,
    *[("issued", "A", "C", "", "", 3)] * 2,
    ("lost", "B", "C", "B", "", 3),
    ("in_evidence", "", "", "B", "", 3),
    ("abroad", "", "", "B", "UGA", 2),
    ("destroyed", "A", "", "", "", 3),
)
MAKERS = (
    ("Taurus", "taurus", "PT 92", "taurus-pt-92", "9x19", "9x19mm", "pistol"),
    ("Zastava", "zastava", "M70", "zastava-m70", "7,62x39", "7.62x39mm", "assault-rifle"),
    ("Izhmash", "izhmash", "AKM", "akm", "7,62x39", "7.62x39mm", "assault-rifle"),
)
BARE = {
    "bare_weapon": (
        "id bigint primary key, kind text, type_code text, maker_text text, maker_code text, model_text text,"
        " calibre_text text, year integer, reference text, recorded_at text",
        "SELECT id, kind, type_code, maker_text, maker_code, model_text, calibre_text, year, reference,"
        " CAST(recorded_at AS text) FROM register_weapon",
    ),
    "bare_mark": (
        "id bigint primary key, weapon_id bigint, component text, text text, skeleton text, state text",
        "SELECT id, weapon_id, component, text, skeleton, state FROM register_mark",
    ),
    "bare_event": (
        "id bigint primary key, weapon_id bigint, kind text, date text, giver_id bigint, receiver_id bigint, note text",
        "SELECT id, weapon_id, kind, CAST(date AS text), giver_id, receiver_id, note FROM register_event",
    ),
    "bare_custody": (
        "weapon_id bigint primary key, whereabouts text, holder_id bigint, user_id bigint, since text",
        "SELECT weapon_id, whereabouts, holder_id, user_id, CAST(since AS text) FROM register_custody",
    ),
}
BARE_INDEXES = (
    "bare_mark (weapon_id)", "bare_mark (skeleton)", "bare_event (weapon_id)", "bare_custody (whereabouts, weapon_id)",
    "bare_custody (holder_id, weapon_id)", "bare_weapon (maker_code, id)",
)  # fmt: skip
BARE_LOG = "CREATE TABLE bare_log (at text, who bigint, what text, object bigint)"
Progress = Callable[[str], None]


class Filler:
    """Fills the tables of the present installation; `say` is told how far it is and may stop it by raising."""

    def __init__(self, weapons: int, user: int, say: Progress) -> None:
        self.weapons, self.user, self.say = weapons, user, say
        self.postgresql = connection.vendor == "postgresql"
        self.now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        now = datetime.now(UTC)
        self.first_holder = Holder.objects.create(kind="depot", name="Depot 0", recorded_at=now, recorded_by_id=user).pk
        rows = [
            Holder(
                kind="depot" if n < DEPOTS else "state_unit", name=f"Holder {n}", recorded_at=now, recorded_by_id=user
            )
            for n in range(1, DEPOTS + PATROLS)
        ]
        Holder.objects.bulk_create(rows, batch_size=500)

    def fill(self) -> None:
        """Everything: rows without their indexes, the indexes, the bare copies, the planner's figures."""
        name = str(connection.settings_dict["NAME"])
        if self.postgresql:
            connection.ensure_connection()
            raw: Any = connection.connection
            self.run = lambda statement: raw.execute(statement)
            # The rows fit together by the way they are made: no look at the other table for each of 25 million.
            self.run("SET session_replication_role = replica")
            self.run("SET synchronous_commit = off")
        else:
            connection.close()
            raw = sqlite3.connect(name, isolation_level=None)
            self.run = lambda statement: raw.execute(statement)
            for pragma in ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF", "cache_size=-524288"):
                self.run(f"PRAGMA {pragma}")
        self._rows_without_indexes()
        self._bare()
        if self.postgresql:  # as its own upkeep does; Salwa asks SQLite for no figures
            self.run("ANALYZE")
            self.run("SET session_replication_role = origin")
            self.run("RESET synchronous_commit")
            self.run("CHECKPOINT")
        else:
            self.run("PRAGMA journal_mode=WAL")
            raw.close()
        self.say("filled")

    def _rows_without_indexes(self) -> None:
        kept = self._indexes()
        for index, _ in kept:
            self.run(f'DROP INDEX "{index}"')
        self.run("CREATE TEMP TABLE step (pattern int, slot int, kind text, giver text, receiver text, country text)")
        self.run(f"INSERT INTO step VALUES {', '.join(_steps())}")
        for first in range(1, self.weapons + 1, AT_ONCE):
            last = min(self.weapons, first + AT_ONCE - 1)
            self.run("BEGIN")
            for table, columns in (
                (Weapon, self._weapon()), (Mark, self._mark()), (Custody, self._custody()), (Event, self._event())
            ):  # fmt: skip
                self.run(self._insert(table, columns, first, last))
            self.run("COMMIT")
            self.say(f"{last} weapons written")
        for index, statement in kept:
            self.run(statement)
            self.say(f"index {index} made")
        if self.postgresql:
            for table in (Weapon, Mark, Event):
                name = table._meta.db_table
                self.run(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")

    def _indexes(self) -> list[tuple[str, str]]:
        """(name, statement) of the indexes that are no constraints."""
        names = ", ".join(f"'{table._meta.db_table}'" for table in TABLES)
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN"
            f" ({names}) AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            if self.postgresql
            else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({names}) AND sql NOT LIKE 'CREATE UNIQUE%'"
        )
        return [(str(row[0]), str(row[1])) for row in self.run(asked).fetchall()]

    def _insert(self, table: type[models.Model], given: dict[str, str], first: int, last: int) -> str:
        """INSERT of all columns of a table: those given as expressions of n, the others with Django's defaults."""
        columns = {field.column: given.get(field.column) or self._usual(field) for field in table._meta.concrete_fields}
        source = "s JOIN step ON pattern = n % 10" if table is Event else "s"
        if self.postgresql:
            series = f"WITH s AS (SELECT generate_series(CAST({first} AS bigint), {last}) AS n)"
        else:
            series = f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"
        values = ", ".join(columns.values())
        names = ", ".join(f'"{name}"' for name in columns)
        return f'INSERT INTO "{table._meta.db_table}" ({names}) {series} SELECT {values} FROM {source}'

    def _usual(self, field: Any) -> str:
        value = field.get_default()
        value = getattr(value, "value", value)
        if isinstance(value, bool):
            return "(1 = 1)" if value else "(1 = 0)"
        if value is None:
            return "NULL"
        return str(value) if isinstance(value, int) else f"'{value}'"

    # --- expressions of n ----------------------------------------------------------------------------------------

    def _day(self, slot: str) -> str:
        days = f"((n * 17) % 9000 + 400 * ({slot}))"
        if self.postgresql:
            return f"(DATE '1990-01-01' + CAST({days} AS integer))"
        return f"date('1990-01-01', {days} || ' days')"

    def _padded(self, value: str, width: int, form: str = "d") -> str:
        if self.postgresql:
            text = f"to_hex({value})" if form == "x" else f"CAST({value} AS text)"
            return f"lpad({text}, {width}, '0')"
        return f"printf('%0{width}{form}', {value})"

    def _moment(self) -> str:
        return f"TIMESTAMPTZ '{self.now}+00'" if self.postgresql else f"'{self.now}'"

    def _who(self, letter: str) -> str:
        """The holder behind a letter of a pattern; B is never A."""
        first = self.first_holder
        a = f"{first} + (n * 13) % {DEPOTS}"
        b = f"{first} + ((n * 13) % {DEPOTS} + 1 + n % {DEPOTS - 1}) % {DEPOTS}"
        c = f"{first + DEPOTS} + (n * 31) % {PATROLS}"
        return f"(CASE {letter} WHEN 'A' THEN {a} WHEN 'B' THEN {b} WHEN 'C' THEN {c} END)"

    def _weapon(self) -> dict[str, str]:
        def of_maker(place: int) -> str:
            whens = " ".join(f"WHEN {number} THEN '{maker[place]}'" for number, maker in enumerate(MAKERS))
            return f"(CASE n % {len(MAKERS)} {whens} END)"

        names = ("maker_text", "maker_code", "model_text", "model_code", "calibre_text", "calibre_code", "type_code")
        return {name: of_maker(place) for place, name in enumerate(names)} | {
            "id": "n", "type_text": of_maker(6), "year": "1990 + (n * 17) % 9000 / 366", "state_owned": "'yes'",
            "reference": f"'R/' || {self._padded('n', 8)}", "identity": self._padded("n", 32, "x"),
            "recorded_at": self._moment(), "recorded_by_id": str(self.user), "maker_confidence": "100",
            "model_confidence": "100", "calibre_confidence": "100", "type_confidence": "100",
        }  # fmt: skip

    def _serial(self) -> str:
        """Letters that stand for themselves in the skeleton, seven digits, no two weapons alike up to ten million."""
        return f"substr('KHTR', 1 + CAST(n % 4 AS integer), 1) || {self._padded('(n * 7919 + 1) % 10000000', 7)}"

    def _mark(self) -> dict[str, str]:
        return {
            "id": "n", "weapon_id": "n", "component": "'frame'", "occasion": "'manufacture'", "text": self._serial(),
            "normalised": self._serial(), "skeleton": self._serial(), "recorded_at": self._moment(),
        }  # fmt: skip

    def _event(self) -> dict[str, str]:
        return {
            "id": f"(n - 1) * {EVENTS_EACH} + slot + 1", "weapon_id": "n", "kind": "kind", "date": self._day("slot"),
            "giver_id": self._who("giver"), "receiver_id": self._who("receiver"), "country_code": "country",
            "recorded_at": self._moment(), "recorded_by_id": str(self.user), "source": "'person'", "precision": "'day'",
        }  # fmt: skip

    def _custody(self) -> dict[str, str]:
        def of_pattern(place: int) -> str:
            whens = " ".join(f"WHEN {number} THEN '{state[place]}'" for number, state in enumerate(STATES))
            return f"(CASE n % 10 {whens} END)"

        return {
            "weapon_id": "n", "whereabouts": of_pattern(0), "holder_id": self._who(of_pattern(1)),
            "user_id": self._who(of_pattern(2)), "last_lawful_id": self._who(of_pattern(3)),
            "country_code": of_pattern(4), "since": self._day(f"CAST({of_pattern(5)} AS integer)"),
            "version": str(EVENTS_EACH),
        }  # fmt: skip

    def _bare(self) -> None:
        for name, (columns, rows) in BARE.items():
            # SQLite takes the row's own number for a key only by this word.
            self.run(f"CREATE TABLE {name} ({columns if self.postgresql else columns.replace('bigint', 'integer')})")
            self.run(f"INSERT INTO {name} {rows}")
            self.say(f"{name} copied")
        for number, index in enumerate(BARE_INDEXES):
            self.run(f"CREATE INDEX bare_{number} ON {index}")
        self.run(BARE_LOG)
        self.say("bare tables indexed")


def _steps() -> list[str]:
    rows = []
    for pattern, steps in enumerate(PATTERNS):
        for slot, (kind, giver, receiver) in enumerate((("manufactured", "", "A"), *steps)):
            country = "UGA" if kind == "exported" else ""
            rows.append(f"({pattern}, {slot}, '{kind}', '{giver}', '{receiver}', '{country}')")
    return rows


def check_sample(weapons: int, many: int = 200) -> None:
    """Raise when a present state as written is not what the rules make of the entries, or a skeleton is no skeleton."""
    from salwa.domain.marks.skeleton import skeleton

    for number in range(1, weapons + 1, max(1, weapons // many)):
        weapon, mark = Weapon.objects.get(pk=number), Mark.objects.get(weapon_id=number)
        kept = Custody.objects.get(weapon_id=number)
        told = state_values(compute_life(weapon))
        if tuple(getattr(kept, name) for name in STATE) != told or mark.skeleton != skeleton(mark.text):
            raise AssertionError(f"weapon {number} is not filled by the rules: {told}")


def seconds_of(act: Callable[[], Any]) -> float:
    """Seconds an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
