"""Ten thousand steps in the lives of weapons, through the services, against a reference model (custody model).

    python -m tests.assurance.custody_campaign --steps 10000

Late, corrected, cancelled, contradictory and repeated entries; after every step the kept state, the shown state, the
order and every finding are compared with the model, now and on a past day; each life is lived again in another order by
a twin. Prints one JSON line; exit code 1 when anything differed. On PostgreSQL when SALWA_DATABASE_URL names one.

`--control` puts a rule into the services that takes entries in the order in which they came: it must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")


def hold(user: Any, steps: int, seed: int, until: float = float("inf")) -> dict[str, Any]:
    """Take the steps in the present database; counts and the first problems."""
    from django.db import connection

    from tests.builders.custody_steps import live

    began, done, problems, lives = time.monotonic(), Counter(), [], 0
    for life in live(user, steps, seed):
        lives += 1
        done.update(life.done)
        problems += life.problems
        if time.monotonic() > until:
            break
    return {
        "engine": connection.vendor, "steps": done.total(), "lives": lives, "twins": lives, "drawn": dict(done),
        "problems": len(problems), "first": problems[:3], "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


@contextmanager
def in_the_order_of_entry() -> Iterator[None]:
    """The deliberate defect: entries count in the order in which they were recorded."""
    from salwa.domain.custody import life
    from salwa.services.custody import present, queries

    right, ordered = life.life_of, life.ordered

    def as_recorded(entries: Any, as_of: Any = None) -> Any:
        known = list(entries)
        places = {one.uid: place for place, one in enumerate(known)}
        life.ordered = lambda those, rules: sorted(those, key=lambda one: places[one.uid])
        try:
            return right(known, as_of)
        finally:
            life.ordered = ordered

    present.life_of = queries.life_of = as_recorded
    try:
        yield
    finally:
        present.life_of = queries.life_of = right


def main() -> int:
    """Run as a program; 0 when register and model agreed after every step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop after the life at which this is over")
    wanted = parser.parse_args()
    import django

    django.setup()
    from salwa.domain.accounts import Role
    from tests.builders.installations import an_installation
    from tests.builders.people import a_person

    home = Path(tempfile.mkdtemp(prefix="salwa-custody-"))
    try:
        with an_installation(home / "all"):
            user, until = a_person(Role.REGISTRAR), time.monotonic() + wanted.minutes * 60
            if wanted.control:
                with in_the_order_of_entry():
                    told = hold(user, wanted.steps, wanted.seed, until)
            else:
                told = hold(user, wanted.steps, wanted.seed, until)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(told | {"control": wanted.control}), flush=True)
    return 1 if told["problems"] or told["steps"] < wanted.steps else 0


if __name__ == "__main__":
    sys.exit(main())
