"""Counts are exact, follow the register, and never take the unknown for a zero or for an entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.analysis import NOT_READ, NOT_RECORDED
from salwa.domain.refusals import NotFound, NotPermitted
from salwa.domain.weapons import ItemKind
from salwa.services.analysis import counting
from salwa.services.analysis.actions import bring_up_to_date, changed_since, latest, request_count
from salwa.services.analysis.queries import counts, overview
from salwa.storage.register.models import Counting, Import, Weapon
from tests.builders.counted import a_counted_weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


def counted(by, kind=ItemKind.WEAPON):
    person = a_person(Role.AUDITOR)
    bring_up_to_date(acting_user=person)
    return {row.bar.code: row.bar.count for row in counts(acting_user=person, by=by, kind=kind).rows}


def test_weapons_are_counted_by_what_they_were_read_as():
    for code in ("pistol", "pistol", "rifle"):
        a_counted_weapon(type_code=code)
    assert counted("type") == {"pistol": 2, "rifle": 1}


def test_a_text_that_was_not_read_and_a_text_that_was_not_typed_stay_apart():
    a_counted_weapon(maker_code="taurus")
    a_counted_weapon(maker_text="Xyzzy & Sons")
    a_counted_weapon()
    a_counted_weapon()
    assert counted("maker") == {"taurus": 1, NOT_READ: 1, NOT_RECORDED: 2}


def test_ammunition_is_never_counted_among_weapons():
    a_counted_weapon(type_code="pistol")
    a_counted_weapon(type_code="cartridge", kind="ammunition", quantity=50)
    a_counted_weapon(type_code="cartridge", kind="ammunition")
    person = a_person(Role.AUDITOR)
    bring_up_to_date(acting_user=person)
    shown = overview(acting_user=person, kind=ItemKind.AMMUNITION)
    assert shown.records == {
        ItemKind.WEAPON: 1,
        ItemKind.PART: 0,
        ItemKind.AMMUNITION: 2,
        ItemKind.OTHER: 0,
    }
    assert shown.pieces == 50
    assert counted("type") == {"pistol": 1}


def test_years_between_are_zero_and_unknown_years_are_a_row_of_their_own():
    for year in (1990, 1993, 1993, None):
        a_counted_weapon(year=year)
    assert counted("year") == {"1990": 1, "1991": 0, "1992": 0, "1993": 2, NOT_RECORDED: 1}


def test_only_recovered_weapons_are_counted_by_year_of_recovery():
    a_counted_weapon(recovered="2024-05-01")
    a_counted_weapon(recovered="2025-05-01")
    a_counted_weapon(recovered="unknown")
    a_counted_weapon()
    assert counted("recovered") == {"2024": 1, "2025": 1, NOT_RECORDED: 1}


def test_the_best_of_several_serial_numbers_counts():
    a_counted_weapon(states=("erased", "present"))
    a_counted_weapon(states=("illegible",))
    a_counted_weapon(states=("missing",))
    a_counted_weapon(states=())
    assert counted("marks") == {
        "present": 1,
        "partial": 0,
        "illegible": 1,
        "erased": 0,
        "none": 0,
        NOT_RECORDED: 2,
    }


def test_withdrawn_weapons_are_not_counted():
    a_counted_weapon(type_code="pistol")
    a_counted_weapon(type_code="pistol", withdrawn_at=timezone.now())
    assert counted("type") == {"pistol": 1}


def test_stretches_add_up_to_the_whole(monkeypatch):
    monkeypatch.setattr(counting, "STRETCH", 2)
    for code in ("pistol", "rifle", "pistol", "rifle", "pistol"):
        a_counted_weapon(type_code=code, recovered="2024-01-01")
    assert counted("type") == {"pistol": 3, "rifle": 2}
    assert counted("recovered") == {"2024": 5}


def test_the_count_follows_new_weapons():
    a_counted_weapon(type_code="pistol")
    assert counted("type") == {"pistol": 1}
    a_counted_weapon(type_code="pistol")
    assert counted("type") == {"pistol": 2}


def test_the_count_follows_a_withdrawn_import():
    now = timezone.now()
    origin = Import.objects.create(
        file_name="a.csv", stored_file="a", sha256="0", size=1, received_at=now, received_by_id=1
    )
    a_counted_weapon(type_code="pistol", origin_import=origin)
    assert counted("type") == {"pistol": 1}
    assert not changed_since(latest())
    at = timezone.now()
    Weapon.objects.update(withdrawn_at=at)
    Import.objects.update(withdrawn_at=at, status="withdrawn")
    assert changed_since(latest())
    assert counted("type") == {}


def test_a_count_under_way_is_not_asked_for_twice():
    Counting.objects.create(requested_at=timezone.now())
    request_count()
    assert Counting.objects.filter(as_of=None).count() == 1


def test_a_count_that_was_lost_is_asked_for_again():
    Counting.objects.create(requested_at=timezone.now() - timedelta(hours=1))
    a_counted_weapon(type_code="pistol")
    request_count()
    assert latest().figures["weapon"]["records"] == 1
    assert Counting.objects.filter(as_of=None).count() == 0


def test_old_counts_are_dropped():
    for _ in range(counting.KEPT + 3):
        a_counted_weapon()
        bring_up_to_date(acting_user=a_person(Role.AUDITOR))
    assert Counting.objects.count() == counting.KEPT


def test_counts_need_the_right_to_see_them():
    person = a_person(Role.ADMINISTRATOR)
    for call in (
        lambda: bring_up_to_date(acting_user=person),
        lambda: overview(acting_user=person),
        lambda: counts(acting_user=person, by="type"),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_an_unknown_way_of_counting_is_refused_in_words():
    with pytest.raises(NotFound) as refused:
        counts(acting_user=a_person(Role.AUDITOR), by="colour")
    assert refused.value.sentence.english() == "The register is not counted by colour."
