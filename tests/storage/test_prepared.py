"""Prepared readings give what their query gives, write its SQL once, and keep values out of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from salwa.storage.accounts.models import Membership, Organisation, User
from salwa.storage.prepared import MOST_SHAPES, Among, Given, Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    unit = Organisation.objects.create(name="Police of Ruritania")
    made = [User.objects.create_user(f"{name}@police.example", None) for name in ("ada", "ben", "çelik")]
    for person, role in zip(made, ("registrar", "supervisor", "registrar"), strict=True):
        Membership.objects.create(user=person, organisation=unit, role=role)
    return made


def in_role(among: bool) -> QuerySet[Membership]:
    rows = Membership.objects.select_related("user").filter(role=Given("role")).order_by("pk")
    return rows.filter(user_id__in=Among("users")) if among else rows


def test_rows_are_those_of_the_query(people: list[User]) -> None:
    """Whole objects with what belongs to them, tuples, single values, annotations, a limit; one value and several."""
    numbers = [one.pk for one in people]
    kept = Prepared(in_role)
    rows = kept.rows(True, role="registrar", users=numbers)
    assert [row.user.email for row in rows] == ["ada@police.example", "çelik@police.example"]
    assert [row.user.email for row in kept.rows(True, role="registrar", users=numbers[:1])] == ["ada@police.example"]
    assert len(kept.rows(False, role="supervisor")) == 1
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert rows[0].user.full_name == ""
    assert len(asked) == 0

    in_one = Membership.objects.filter(user=OuterRef("pk"), role=Given("role"))
    told = Prepared(
        lambda: (
            User.objects.filter(pk__in=Among("users"))
            .annotate(registers=Exists(in_one))
            .order_by("email")
            .values_list("email", "date_joined", "registers")[:2]
        )
    )
    plain = list(User.objects.filter(pk__in=numbers).order_by("email").values_list("email", "date_joined")[:2])
    assert told.rows(role="registrar", users=numbers) == [(*plain[0], True), (*plain[1], False)]
    flat = Prepared(
        lambda: User.objects.filter(email__gt=Given("after")).order_by("email").values_list("email", flat=True)
    )
    assert flat.rows(after="ada@police.example") == ["ben@police.example", "çelik@police.example"]


def test_among_nothing_there_are_no_rows_and_nothing_is_asked(people: list[User]) -> None:
    kept = Prepared(in_role)
    with CaptureQueriesContext(connection) as asked:
        assert kept.rows(True, role="registrar", users=[]) == []
    assert len(asked) == 0


def test_the_sql_is_written_once_a_shape(people: list[User]) -> None:
    built = []

    def build(*shape: Any) -> QuerySet[User]:
        built.append(shape)
        return User.objects.filter(pk=Given("user"))

    kept = Prepared(build)
    for person in people:
        assert kept.rows(1, user=person.pk) == [person]
        assert kept.rows(2, user=person.pk) == [person]
    assert built == [(1,), (2,)]
    for shape in range(3 * MOST_SHAPES):
        kept.rows(shape, user=1)
    assert len(kept._kept) <= MOST_SHAPES


def test_values_are_never_written_into_the_sql(people: list[User]) -> None:
    """Also those that look like SQL or like the place of another value."""
    kept = Prepared(lambda: User.objects.filter(email__in=Among("emails"), full_name=Given("name")))
    for text in ("' OR 1=1 --", "{some emails}", "%s", "%(name)s", "{some name}"):
        person = User.objects.create_user("x@police.example", None, full_name=text)
        assert kept.rows(emails=["x@police.example", "{some emails}"], name=text) == [person]
        assert kept.rows(emails=[text], name=text) == []
        person.delete()


def test_a_value_that_is_missing_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        Prepared(in_role).rows(False)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection(people: list[User]) -> None:
    kept = Prepared(lambda: User.objects.filter(pk=Given("user")).values_list("email", flat=True))
    numbers = [one.pk for one in people]

    def ask(number: int) -> list[str]:
        try:
            return kept.rows(user=number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, numbers * 10))
    assert answers == [[one.email] for one in people] * 10
