"""How long the list of weapons that are not duly marked takes: python benchmarks/marking_list.py [number of weapons].

Fills a throw-away register (SQLite, or PostgreSQL through tools/with_postgresql.sh) with invented weapons, judges all,
then what changed, and reads pages. Prints seconds.
"""

from __future__ import annotations

import os
import random
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from salwa.services.accounts.actions import make_operator  # noqa: E402
from salwa.services.marking import running  # noqa: E402
from salwa.services.marking.lists import asked_of, judge_now, list_lacking  # noqa: E402
from salwa.storage.register.bulk import database_time, insert_rows  # noqa: E402
from salwa.storage.register.models import Custody, Event, Holder, Mark, Weapon  # noqa: E402

AT_ONCE = 50_000
MARK = ("weapon_id", "component", "occasion", "content", "text", "normalised", "skeleton", "state", "script", "method",
        "recorded_at")  # fmt: skip
EVENT = ("weapon_id", "kind", "precision", "date_text", "place", "incident", "note", "recorded_at")
CUSTODY = ("weapon_id", "whereabouts", "holder_id", "country_code", "deactivated", "converted", "contradictions",
           "version")  # fmt: skip


def fill(number, user, dice):
    """Weapons with one or two marks, a fifth with an event, half of them held."""
    now = database_time(timezone.now())
    stores = [
        Holder.objects.create(kind="depot", name=f"{n}", recorded_at=timezone.now(), recorded_by_id=user.pk).pk
        for n in range(200)
    ]
    columns = [field.column for field in Weapon._meta.fields]
    usual = {field.column: getattr(field.get_default(), "value", field.get_default()) for field in Weapon._meta.fields}

    def weapon(n):
        maker = dice.choice(("zastava", "beretta", "taurus", ""))
        row = usual | {
            "id": n, "type_code": dice.choice(("pistol", "assault-rifle", "revolver", "")), "maker_code": maker,
            "maker_text": maker, "country_code": dice.choice(("KEN", "BEL", "ITA", "", "")), "kind": "weapon",
            "year": dice.choice((None, 1984, 2010)), "state_owned": dice.choice(("yes", "no", "unknown")),
            "identity": f"{n:032x}", "recorded_at": now, "recorded_by_id": user.pk,
        }  # fmt: skip
        return [row[column] for column in columns]

    def marks(n):
        state = dice.choice(("present",) * 8 + ("erased", "none"))
        text = f"AB{n:07d}" if state == "present" else ""
        part = dice.choice(("unknown", "frame", "receiver", "barrel"))
        yield (n, part, "unknown", "serial", text, "", "", state, "", "", now)
        if dice.random() < 0.3:
            text = dice.choice(("KEN 88", "UGANDA 2001", "BELGIUM", f"X{n % 5000}"))
            yield (n, "unknown", "import", "import_mark", text, "", "", "present", "", "", now)

    kinds = ("seized", "imported", "transferred")
    for start in range(1, number + 1, AT_ONCE):
        here = range(start, min(start + AT_ONCE, number + 1))
        with transaction.atomic():
            insert_rows(Weapon, columns, (weapon(n) for n in here))
            insert_rows(Mark, MARK, (row for n in here for row in marks(n)))
            events = [n for n in here if dice.random() < 0.2]
            insert_rows(Event, EVENT, ((n, dice.choice(kinds), "day", "", "", "", "", now) for n in events))
            held = [n for n in here if dice.random() < 0.5]
            insert_rows(Custody, CUSTODY, ((n, "held", dice.choice(stores), "", False, False, 0, 1) for n in held))


def timed(words, act):
    """Run `act`; print the seconds on the clock and on the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    print(f"{words}\t{time.perf_counter() - clock:.3f} s\t{time.process_time() - processor:.3f} s of processor")


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    call_command("migrate", verbosity=0)
    user = make_operator()
    timed(f"{number} weapons made", lambda: fill(number, user, random.Random(1)))
    timed("every weapon judged", lambda: judge_now(acting_user=user, whole=True))
    print(running.last_run().figures["overall"])
    timed("what changed judged", lambda: judge_now(acting_user=user, whole=False))
    timed("counted", running.count_figures)
    for asked in ({}, {"rule": "readable"}, {"rule": "manufacture", "maker": "beretta"}, {"holder": 4}):
        wanted = asked_of(**asked)
        for after in (0, number // 2, number * 95 // 100):
            timed(
                f"page {asked} after {after}",
                lambda a=after, w=wanted: list_lacking(acting_user=user, asked=w, after=a),
            )


if __name__ == "__main__":
    main()
