"""Requests for roles and their approval by a second person: each carried out once or not at all."""

from __future__ import annotations

from pathlib import Path

from tests.assurance.durable.acks import Acks
from tests.assurance.durable.book import Book, Faults


class Approvals:
    """Step 2n asks for a role in unit n, step 2n + 1 approves it."""

    name = "approvals"

    def __init__(self, home: Path) -> None:
        from salwa.domain.accounts import Role
        from tests.builders.people import a_person

        self.acks = Acks(home / "acks.approvals")
        self._role = Role.REGISTRAR
        self._asks, self._decides = (a_person(Role.ADMINISTRATOR, email=f"{who}@asks.example") for who in "ab")
        self._person = a_person(email="c@asks.example")

    def step(self, number: int) -> None:
        """Carry out step `number`, or do it again as a person does who does not know whether it got through."""
        from salwa.domain.refusals import Refusal

        try:
            self._ask(number // 2) if number % 2 == 0 else self._approve(number // 2)
        except Refusal as refusal:
            if refusal.code not in ("approval_waits_already", "approval_decided"):
                raise

    def _ask(self, unit: int) -> None:
        from salwa.services.accounts.actions import give_role

        give_role(
            acting_user=self._asks, user_id=self._person.pk, organisation=f"Unit {unit}", role=self._role, reason="post"
        )

    def _approve(self, unit: int) -> None:
        from salwa.services.approvals.actions import approve
        from tests.builders.approvals import seen

        number = self._rows(unit).values_list("pk", flat=True).first()
        if number is None:
            return  # acknowledged and gone: `check` counts it as lost
        approve(acting_user=self._decides, approval_id=number, seen=seen(number, self._decides), reason="looked at it")

    @staticmethod
    def _rows(unit: int):
        from salwa.storage.accounts.models import Approval

        return Approval.objects.filter(kind="role_grant", payload__organisation=f"Unit {unit}")

    def check(self, first: int, book: Book) -> Faults:
        """Requests touched since `first`: their state, the role, and the audit entries agree."""
        faults, acked = Faults(), self.acks.last()
        for unit in range(first // 2, acked // 2 + 3):
            self._check_unit(unit, acked, book, faults)
        return faults

    def _check_unit(self, unit: int, acked: int, book: Book, faults: Faults) -> None:
        from salwa.storage.accounts.models import Membership

        rows = list(self._rows(unit))
        roles = Membership.objects.filter(user=self._person, organisation__name=f"Unit {unit}").count()
        faults.note("lost", not rows and acked >= 2 * unit, f"request {unit}")
        faults.note("twice", len(rows) > 1, f"request {unit}")
        approved = [row for row in rows if row.state == "approved"]
        faults.note("lost", not approved and acked >= 2 * unit + 1, f"approval {unit}")
        faults.note("twice", roles > 1, f"role in unit {unit}")
        faults.note("partial", bool(approved) != bool(roles), f"approval {unit}: {len(approved)} and {roles} roles")
        for row in rows:
            asked, decided = (book.objects[f"approvals.{what}", str(row.pk)] for what in ("requested", "approved"))
            faults.note("partial", (asked, decided) != (1, int(row in approved)), f"log of {unit}: {asked}, {decided}")
