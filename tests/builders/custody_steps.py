"""Random steps in the lives of weapons, taken through the services and told to the reference model beside it.

Each life is lived twice: by one weapon in the order in which the steps were drawn, and by its twin in another order.
Both must be what the model says, now and on past days.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from salwa.domain.custody import Entry
from salwa.domain.refusals import Conflict
from salwa.domain.weapons import EventKind as K
from salwa.services.custody.actions import cancel_entry, locked_weapon, save_entry
from salwa.services.custody.queries import life_shown
from salwa.services.custody.values import LifeEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.register.models import Custody, Event, Weapon
from tests.builders.custody_model import NOWHERE, contradicting, reference
from tests.builders.holders import a_holder
from tests.builders.lives import corrected, recorded

BEGIN = date(2000, 1, 1)
KINDS = [kind for kind in K if kind is not K.CORRECTED]
STEPS_A_LIFE = 25
# How often each step is drawn.
WEIGHTS = {"record": 8, "hand_on": 4, "correct": 4, "cancel": 2, "rival": 2, "again": 1, "late_corrector": 1}


def name(number: int, weapon: int) -> str:
    """An identifier that is new for every weapon and sorts by `number` for each: rivals are told apart by it."""
    return str(UUID(int=number << 64 | weapon))


class Life:
    """One weapon's life as drawn; `problems` says where the register and the model differ."""

    def __init__(self, user, holders, dice: random.Random) -> None:
        self.user, self.holders, self.dice = user, holders, dice
        self.weapon = self.new_weapon()
        self.said: list[Entry] = []  # in the order of arrival; uid is the number as text
        self.rows: dict[str, int] = {}
        self.problems: list[str] = []
        self.done: Counter[str] = Counter()
        self.numbers = dice.sample(range(1, 10**6), STEPS_A_LIFE + 1)

    def new_weapon(self) -> int:
        return record_weapon(acting_user=self.user, entry=WeaponEntry(maker="Zastava"))

    # --- steps ---------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Draw one step, take it, compare."""
        what = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if not self.said and what != "hand_on":
            what = "record"
        getattr(self, what)()
        self.done[what] += 1
        past = BEGIN + timedelta(days=self.dice.randint(0, 1_900))
        for day in (None, past):
            problem = difference(self.weapon, self.said, day)
            if problem:
                self.problems.append(f"after {what}, {day or 'now'}: {problem}")

    def record(self) -> None:
        self.take(self.drawn())

    def hand_on(self) -> None:
        """A step that fits what is recorded so far, which random ones seldom do."""
        state = reference(self.said)[1] if self.said else NOWHERE
        kind = self.dice.choice([K.TRANSFERRED, K.ISSUED, K.RETURNED, K.EXPORTED, K.LOST, K.RECOVERED])
        giver = state["user"] if kind is K.RETURNED and state["user"] else state["holder"]
        day = BEGIN + timedelta(days=self.dice.randint(0, 1_500))
        self.take(replace(self.drawn(), kind=kind, day=day, precision="day", giver=giver))

    def correct(self) -> None:
        """Replace an entry; when it was replaced before, the refusal must come and nothing change."""
        wrong = self.dice.choice(self.said)
        right = replace(self.drawn(), corrects=wrong.uid)
        with self.refused_when_corrected(wrong):
            entry = self.as_sent(right, self.weapon)
            self.keep(right, corrected(self.user, self.rows[wrong.uid], entry).event)

    def cancel(self) -> None:
        wrong = self.dice.choice(self.said)
        none = Entry(self.new_uid(), wrong.kind, wrong.day, wrong.precision, corrects=wrong.uid, cancels=True,
                     recorded=today())  # fmt: skip
        with self.refused_when_corrected(wrong):
            done = cancel_entry(
                acting_user=self.user, weapon_id=self.weapon, event_id=self.rows[wrong.uid], reason="never happened",
                uid=name(int(none.uid), self.weapon),
            )  # fmt: skip
            self.keep(none, done.event)

    def rival(self) -> None:
        """Another correction of an entry that was corrected already, made where nobody knew of the first."""
        corrected = {one.corrects for one in self.said}
        wrong = self.dice.choice([one for one in self.said if one.uid in corrected] or self.said)
        self.keep_rival(replace(self.drawn(), corrects=wrong.uid))

    def late_corrector(self) -> None:
        """A rival that says the entry never happened."""
        wrong = self.dice.choice(self.said)
        self.keep_rival(replace(self.drawn(), kind=wrong.kind, corrects=wrong.uid, cancels=True))

    def again(self) -> None:
        """The same entry from a second phone changes nothing, not even the version."""
        plain = [one for one in self.said if not one.corrects]
        if not plain:
            return self.record()
        one = self.dice.choice(plain)
        before = Custody.objects.get(weapon=self.weapon).version
        done = recorded(self.user, self.as_sent(one, self.weapon))
        if (done.event, done.again, done.version) != (self.rows[one.uid], True, before):
            self.problems.append(f"entry {one.uid} sent twice was not one")
        return None

    # --- what steps are made of ----------------------------------------------------------------------------------

    def new_uid(self) -> str:
        return f"{self.numbers[len(self.said)]:09d}"

    def drawn(self) -> Entry:
        """A random entry of any kind, date and precision."""
        kind, precision = self.dice.choice(KINDS), self.dice.choice(("day", "day", "day", "month", "year", ""))
        day = BEGIN + timedelta(days=self.dice.randint(0, 1_500))
        day = {"month": day.replace(day=1), "year": day.replace(month=1, day=1), "": None}.get(precision, day)
        sides = [self.dice.choice((None, *self.holders)) for _ in range(2)]
        country = "UGA" if kind is K.EXPORTED else ""
        return Entry(self.new_uid(), kind, day, precision or "day", self.dice.randint(0, 3), *sides, country,
                     recorded=today())  # fmt: skip

    def as_sent(self, one: Entry, weapon: int) -> LifeEntry:
        return LifeEntry(
            weapon, one.kind, name(int(one.uid), weapon), one.day, one.precision, place_in_day=one.place_in_day,
            giver=one.giver, receiver=one.receiver, country=one.country,
        )  # fmt: skip

    def take(self, one: Entry) -> None:
        self.keep(one, recorded(self.user, self.as_sent(one, self.weapon)).event)

    def keep(self, one: Entry, row: int) -> None:
        self.said.append(one)
        self.rows[one.uid] = row

    def keep_rival(self, one: Entry) -> None:
        self.keep(one, self.received(one, self.weapon, self.rows))

    def received(self, one: Entry, weapon: int, rows: dict[str, int]) -> int:
        """Save a correction as one that comes from another copy of the register, whatever was corrected before."""
        with transaction.atomic():
            row = locked_weapon(weapon)
            wrong = Event.objects.get(pk=rows[one.corrects])
            sent = self.as_sent(one, weapon)
            return save_entry(self.user, row, sent, corrects=wrong, cancels=one.cancels).event

    def refused_when_corrected(self, wrong: Entry) -> Refused:
        return Refused(self, any(one.corrects == wrong.uid for one in self.said))

    # --- the twin ------------------------------------------------------------------------------------------------

    def twin(self) -> None:
        """The same entries in another order about another weapon: it must be in the same state, by the same steps."""
        weapon, rows = self.new_weapon(), {}
        for one in self.mixed():
            if one.corrects:
                rows[one.uid] = self.received(one, weapon, rows)
            else:
                rows[one.uid] = recorded(self.user, self.as_sent(one, weapon)).event
        days = [None, *(BEGIN + timedelta(days=self.dice.randint(0, 1_900)) for _ in range(3))]
        self.problems += [
            f"the twin, {day or 'now'}: {problem}" for day in days if (problem := difference(weapon, self.said, day))
        ]

    def mixed(self) -> Iterator[Entry]:
        """The entries in another order; a correction can only be saved after what it corrects."""
        waiting, gone = list(self.said), set()
        self.dice.shuffle(waiting)
        while waiting:
            one = next(one for one in waiting if not one.corrects or one.corrects in gone)
            waiting.remove(one)
            gone.add(one.uid)
            yield one


class Refused:
    """What a second correction meets: a conflict when there was one before, else nothing."""

    def __init__(self, life: Life, expected: bool) -> None:
        self.life, self.expected = life, expected

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, trace) -> bool:
        code = error.code if isinstance(error, Conflict) else ""
        if (code == "corrected_already") != self.expected:
            self.life.problems.append(f"a correction {'was not' if self.expected else 'was'} refused: {error}")
        return code == "corrected_already"


def today() -> date:
    """The day on which everything here is recorded."""
    return timezone.now().astimezone(UTC).date()


def difference(weapon: int, said: list[Entry], day: date | None) -> str:
    """Where what the services show of a weapon differs from the model; empty when they agree."""
    order, state, found = reference(said, day)
    shown = life_shown(Weapon.objects.get(pk=weapon), day)
    uids = {name(int(one.uid), weapon): one.uid for one in said}
    steps = [uids[step.entry.uid] for step in shown.steps]
    told = Counter((one.code, uids[step.entry.uid]) for step in shown.steps for one in step.findings)
    # What stands at an entry that no longer counts is shown beside the steps, and only for today.
    here = Counter({key: times for key, times in found.items() if key[1] in order})
    if day is None:
        kept = Custody.objects.get(weapon=weapon)
        loose = Counter(one.code for one in shown.loose)
        if loose != Counter(code for (code, uid), times in found.items() for _ in range(times) if uid not in order):
            return f"findings beside the steps {loose}"
        if kept_state(kept) != state or kept.contradictions != contradicting(found):
            return f"kept {kept_state(kept)} with {kept.contradictions}, not {state} with {contradicting(found)}"
    if steps != order:
        return f"steps {steps}, not {order}"
    return (
        "" if (shown_state(shown.state), told) == (state, here) else f"shown {shown.state}, {told}; not {state}, {here}"
    )


def kept_state(row: Custody) -> dict[str, object]:
    """The present state as kept for lists, in the words of the model."""
    return {
        "where": row.whereabouts, "holder": row.holder_id, "user": row.user_id, "lawful": row.last_lawful_id,
        "country": row.country_code, "deactivated": row.deactivated, "converted": row.converted, "since": row.since,
    }  # fmt: skip


def shown_state(state) -> dict[str, object]:
    """A state as the weapon's page shows it, in the words of the model."""
    numbers = {
        word: one.number if one else None
        for word, one in (("holder", state.holder), ("user", state.user), ("lawful", state.last_lawful))
    }
    return numbers | {
        "where": state.whereabouts, "country": state.country, "deactivated": state.deactivated,
        "converted": state.converted, "since": state.since,
    }  # fmt: skip


def live(user, steps: int, seed: int) -> Iterator[Life]:
    """Lives until `steps` steps were taken, each with its twin at the end."""
    dice = random.Random(seed)
    holders = [a_holder(f"Holder {number}").pk for number in range(4)]
    taken = 0
    while taken < steps:
        life = Life(user, holders, dice)
        for _ in range(min(STEPS_A_LIFE, steps - taken)):
            life.step()
            taken += 1
        life.twin()
        yield life
