"""Races for one thing that only one can have, or as many as there are: how each is set up, what must be true after.

A case makes one race after another. A race says what every client does, how many may win, with which refusals the
others lose, which entries of the audit log each winner leaves, and asks whether the register agrees with the winners.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Sum
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.marking.numbers import usable_from
from salwa.domain.weapons import EventKind
from salwa.services.accounts.actions import give_role
from salwa.services.approvals.actions import approve
from salwa.services.custody.actions import correct_entry, issue_weapon, record_entry
from salwa.services.licences.using import undo_use, use_licence
from salwa.services.licences.values import UseEntry
from salwa.services.marking.numbers import SERIES, reserve_numbers
from salwa.services.marking.profile import profile_in_force
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import take_weapons
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.corrections import correct_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import Approval, Membership, Organisation, User
from salwa.storage.register.models import (
    CampaignWeapon,
    Custody,
    Event,
    LicenceUse,
    Mark,
    MarkingNumber,
    NumberBlock,
    NumberSeries,
    Weapon,
)
from tests.builders.holders import a_holder
from tests.builders.licences import Office, item_of
from tests.builders.lives import an_entry
from tests.builders.marking import a_campaign, a_report, a_store, weapons_in

K = EventKind
# An entry of the audit log as far as races look: action, kind and number of its object.
Trace = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Race:
    """`agrees` gets (place, value) of each winner and tells whether the register says the same."""

    acts: Sequence[Callable[[], Any]]
    losing: frozenset[str]
    traces: tuple[Trace, ...]
    agrees: Callable[[list[tuple[int, Any]]], bool]
    winners: int = 1


class Case:
    """`people` race, one a client; `races` is how many will be held."""

    role = Role.REGISTRAR

    def __init__(self, clients: int, races: int, seed: int = 1) -> None:
        self.word = f"{type(self).__name__.lower()}-{uuid4().hex[:8]}"
        self.people = [self.person(number) for number in range(clients)]
        self.first, self.dice = self.people[0], random.Random(seed)
        self.prepare(races)

    def person(self, number: int) -> User:
        """A client's person, with the role this case needs; without a password, whose hash takes its time."""
        user = User.objects.create_user(f"{self.word}-{number}@police.example", None)
        unit = Organisation.objects.get_or_create(name="Police of Ruritania")[0]
        Membership.objects.create(user=user, organisation=unit, role=self.role.value)
        return user

    def prepare(self, races: int) -> None:
        """What all races of this case share."""

    def race(self) -> Race:
        """The next race, everything new."""
        raise NotImplementedError

    def after(self) -> None:
        """Put back what the race took away from the next one."""

    def rifle(self) -> int:
        """A new weapon."""
        return record_weapon(acting_user=self.first, entry=WeaponEntry(maker="Zastava"))


class Issue(Case):
    """The same weapon is handed out to as many patrols as there are clients."""

    def prepare(self, races):
        self.depot = a_holder("Depot").pk
        self.patrols = [a_holder(f"Patrol {number}").pk for number in range(len(self.people))]

    def race(self):
        rifle = self.rifle()
        record_entry(acting_user=self.first, entry=an_entry(rifle, K.TRANSFERRED, receiver=self.depot))

        def issue(clerk, patrol):
            entry = an_entry(rifle, K.ISSUED, "2020-02-02", giver=self.depot, receiver=patrol)
            return lambda: issue_weapon(acting_user=clerk, entry=entry)

        def agrees(won):
            ((place, done),) = won
            kept = Custody.objects.get(weapon=rifle)
            issued = list(Event.objects.filter(weapon=rifle, kind="issued").values_list("pk", "receiver_id"))
            return (kept.whereabouts, kept.user_id, kept.version, issued) == (
                "issued", self.patrols[place], done.version, [(done.event, self.patrols[place])],
            )  # fmt: skip

        acts = [issue(*pair) for pair in zip(self.people, self.patrols, strict=True)]
        return Race(acts, frozenset({"not_in_stock"}), (("custody.recorded", "weapon", str(rifle)),), agrees)


class Entry(Case):
    """One wrong entry is corrected by everybody, each in another way."""

    def race(self):
        rifle = self.rifle()
        wrong = record_entry(acting_user=self.first, entry=an_entry(rifle, K.SEIZED)).event

        def correct(number, clerk):
            right = an_entry(rifle, K.SEIZED, place=f"Place {number}")
            return lambda: correct_entry(acting_user=clerk, event_id=wrong, entry=right)

        def agrees(won):
            ((place, done),) = won
            found = list(Event.objects.filter(corrects=wrong).values_list("pk", "place"))
            return found == [(done.event, f"Place {place}")]

        acts = [correct(*one) for one in enumerate(self.people)]
        return Race(acts, frozenset({"corrected_already"}), (("custody.corrected", "weapon", str(rifle)),), agrees)


class Record(Case):
    """Everybody looked at the same version of a weapon's record and now puts it right in another way."""

    def race(self):
        rifle = self.rifle()
        seen = Custody.objects.get(weapon=rifle).version

        def correct(number, clerk):
            return lambda: correct_weapon(
                acting_user=clerk, weapon_id=rifle, changes={"reference": f"R {number}"}, reason="x", seen_version=seen
            )

        def agrees(won):
            ((place, done),) = won
            version = Custody.objects.get(weapon=rifle).version
            reference = Weapon.objects.get(pk=rifle).reference
            return (version, done.version, reference) == (seen + 1, seen + 1, f"R {place}")

        acts = [correct(*one) for one in enumerate(self.people)]
        return Race(acts, frozenset({"changed_meanwhile"}), (("weapons.corrected", "weapon", str(rifle)),), agrees)


class Strike(Case):
    """One weapon with its reserved number is reported as marked by everybody, each with a report of its own."""

    def prepare(self, races):
        depot = a_store(self.first)
        weapons_in(self.first, depot, races)
        self.campaign, (self.team,) = a_campaign(self.first, depot)

    def race(self):
        (work,) = take_weapons(acting_user=self.first, campaign_id=self.campaign, team_id=self.team)
        row = CampaignWeapon.objects.get(pk=work)
        reports = [a_report(row.planned_text) for _ in self.people]

        def agrees(won):
            ((place, done),) = won
            kept = CampaignWeapon.objects.get(pk=work)
            marks = list(Mark.objects.filter(weapon=row.weapon_id, text=row.planned_text).values_list("pk", flat=True))
            states = list(MarkingNumber.objects.filter(work=work).values_list("state", flat=True))
            return (kept.state, kept.done_uid, kept.done_by_id, marks, states) == (
                "done", reports[place].uid, self.people[place].pk, [done.mark], ["struck"],
            )  # fmt: skip

        acts = [
            lambda clerk=clerk, report=report: record_mark(acting_user=clerk, work_id=work, struck=report)
            for clerk, report in zip(self.people, reports, strict=True)
        ]
        weapon = str(row.weapon_id)
        traces = (("custody.recorded", "weapon", weapon), ("marking.done", "weapon", weapon))
        return Race(acts, frozenset({"not_to_do"}), traces, agrees)


class Number(Case):
    """The last numbers of the national series, one to three, are reserved by everybody."""

    def prepare(self, races):
        self.campaign, (self.team,) = a_campaign(self.first, a_store(self.first), running=False)
        profile = profile_in_force()
        near = usable_from(profile.number, profile.number.last - 500, profile.forbidden)
        self.last = list(near)[-3:]
        reserve_numbers(acting_user=self.first, campaign_id=self.campaign, team_id=self.team, count=1)
        self.next = NumberSeries.objects.get(name=SERIES).next_value

    def after(self):
        NumberBlock.objects.filter(first__gte=self.last[0]).delete()
        NumberSeries.objects.filter(name=SERIES).update(next_value=self.next)

    def race(self):
        wanted = self.last[-self.dice.randint(1, 3) :]
        NumberSeries.objects.filter(name=SERIES).update(next_value=wanted[0])

        def agrees(won):
            found = NumberBlock.objects.filter(first__gte=self.last[0]).order_by("first")
            kept = [(row.first, row.last, row.pk, row.reserved_by_id) for row in found]
            given = sorted((done.number, self.people[place].pk) for place, done in won)
            return [row[:2] for row in kept] == [(one, one) for one in wanted] and given == sorted(
                row[2:] for row in kept
            )

        acts = [
            lambda clerk=clerk: reserve_numbers(
                acting_user=clerk, campaign_id=self.campaign, team_id=self.team, count=1, uid=str(uuid4())
            )
            for clerk in self.people
        ]
        traces = (("marking.numbers_reserved", "marking_campaign", str(self.campaign)),)
        return Race(acts, frozenset({"numbers_spent"}), traces, agrees, len(wanted))


class Approve(Case):
    """One request for a role is approved by everybody."""

    role = Role.ADMINISTRATOR

    def race(self):
        number = give_role(
            acting_user=self.asking, user_id=self.candidate.pk, organisation=f"Unit {uuid4()}", role=Role.REGISTRAR,
            reason="new post",
        )  # fmt: skip
        row = Approval.objects.get(pk=number)
        had = Membership.objects.filter(user=self.candidate).count()

        def agrees(won):
            ((place, _),) = won
            kept = Approval.objects.get(pk=number)
            roles = Membership.objects.filter(user=self.candidate).count()
            return (kept.state, kept.decided_by_id, roles) == ("approved", self.people[place].pk, had + 1)

        acts = [
            lambda user=user: approve(acting_user=user, approval_id=number, seen=row.fingerprint, reason="at once")
            for user in self.people
        ]
        traces = (
            ("accounts.role_given", "user", str(self.candidate.pk)),
            ("approvals.approved", "approval", str(number)),
        )
        return Race(acts, frozenset({"approval_decided"}), traces, agrees)

    def prepare(self, races):
        self.asking = self.person(len(self.people))
        self.candidate = User.objects.create_user(f"{self.word}-new@police.example")


class Licence(Case):
    """The last pieces of an authorisation, one to five, are used by everybody, one each."""

    # So many races on one authorisation: its life grows with every use.
    ON_ONE = 25

    def prepare(self, races):
        self.office, self.held = Office(), 0

    def use(self, clerk, pieces):
        entry = UseEntry(uid=str(uuid4()), day=timezone.localdate(), pieces={self.item: pieces})
        return use_licence(acting_user=clerk, licence_id=self.licence.pk, use=entry)

    def race(self):
        if self.held % self.ON_ONE == 0:
            self.licence = self.office.granted(quantity=10_000)
            self.item = item_of(self.licence)
        self.held += 1
        number, left = self.licence.pk, self.dice.randint(1, 5)
        uses = LicenceUse.objects.filter(step__licence=number, step__undone_by=None)
        before = uses.aggregate(all=Sum("quantity"))["all"] or 0
        # All but the last pieces are used, and given back after the race.
        self.most = most = self.use(self.office.clerk, 10_000 - before - left).step

        def agrees(won):
            made = uses.filter(step__number__gt=most)
            steps = sorted(made.values_list("step__number", "step__recorded_by_id", "quantity"))
            return steps == sorted((done.step, self.people[place].pk, 1) for place, done in won)

        traces = (("licences.used", "licence", str(number)),)
        acts = [lambda clerk=clerk: self.use(clerk, 1) for clerk in self.people]
        return Race(acts, frozenset({"more_than_left"}), traces, agrees, left)

    def after(self):
        undo_use(
            acting_user=self.office.supervisor, licence_id=self.licence.pk, step_number=self.most, reason="next race"
        )  # fmt: skip


CASES: dict[str, type[Case]] = {
    "weapon_issued": Issue,
    "number_reserved": Number,
    "number_struck": Strike,
    "request_approved": Approve,
    "entry_corrected": Entry,
    "record_corrected": Record,
    "licence_used": Licence,
}
