"""The list of weapons that are not duly marked: counted, paged, followed, rebuilt."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.marking import Ground, Overall, RuleCode
from salwa.domain.refusals import NotFound, NotPermitted
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.marking import running
from salwa.services.marking.grounds import record_ground
from salwa.services.marking.lists import Asked, asked_of, bring_up_to_date, judge_now, list_lacking
from salwa.services.marking.profile import set_profile
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import MarkingGap, MarkingGround, MarkingRun, MarkingVerdict, Weapon
from tests.builders.marking import a_mark, a_serial, a_store, a_weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def register(clerk):
    """Two weapons without a number in a store, one with, one of another maker without."""
    store = a_store(clerk)
    return {
        "store": store,
        "bare": [a_weapon(clerk, a_mark(state="none"), store=store) for _ in range(2)],
        "numbered": a_weapon(clerk, a_serial()),
        "erased": a_weapon(clerk, a_mark(state="erased"), maker="Beretta", model="92"),
    }


def numbers(page):
    return [row.weapon.number for row in page.rows]


def test_the_list_counts_by_verdict_rule_maker_and_holder(clerk, register):
    bring_up_to_date(acting_user=clerk)
    page = list_lacking(acting_user=clerk, asked=Asked())
    assert numbers(page) == [*register["bare"], register["erased"]]
    assert page.counted.overall == {Overall.DULY_MARKED: 0, Overall.MARKS_MISSING: 3, Overall.CANNOT_TELL: 1}
    assert dict(page.counted.rules)[RuleCode.MANUFACTURE] == 3
    assert dict(page.counted.rules)[RuleCode.READABLE] == 1
    assert [(name, count) for _, name, count in page.counted.makers] == [("Zastava Arms", 2), ("Pietro Beretta", 1)]
    assert [(holder.name if holder else "", count) for holder, count in page.counted.holders] == [
        ("Depot North", 2), ("", 1),
    ]  # fmt: skip
    assert page.rows[0].rules == (RuleCode.MANUFACTURE, RuleCode.ESSENTIAL_PART)
    assert page.rows[0].holder.name == "Depot North"
    assert not page.outdated
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.details["rows"]) == ("marking.listed", 3)


def test_the_list_is_narrowed_by_rule_maker_and_holder_and_paged(clerk, register):
    bring_up_to_date(acting_user=clerk)
    page = list_lacking(acting_user=clerk, asked=asked_of(rule="readable"))
    assert numbers(page) == [register["erased"]]
    assert numbers(list_lacking(acting_user=clerk, asked=asked_of(maker="beretta"))) == [register["erased"]]
    held = asked_of(holder=register["store"].pk, rule="manufacture")
    first = list_lacking(acting_user=clerk, asked=held, count=1)
    second = list_lacking(acting_user=clerk, asked=held, count=1, after=first.after)
    assert numbers(first) + numbers(second) == register["bare"]
    assert second.after is None
    unsure = list_lacking(acting_user=clerk, asked=asked_of(overall="cannot_tell"))
    assert numbers(unsure) == [register["numbered"]]


@pytest.mark.parametrize("wrong", [{"rule": "spoon"}, {"overall": "fine"}, {"rule": "plate"}])
def test_unknown_rules_are_refused(wrong):
    with pytest.raises(NotFound):
        asked_of(**wrong)


def test_a_change_is_followed_without_judging_everything_anew(clerk, register, monkeypatch):
    monkeypatch.setattr(running, "OVERLAP", 0)
    bring_up_to_date(acting_user=clerk)
    seizure = LifeEntry(register["numbered"], EventKind.SEIZED, str(uuid4()), date(2021, 1, 1))
    record_entry(acting_user=clerk, entry=seizure)
    late = a_weapon(clerk, a_mark(state="none"))
    assert list_lacking(acting_user=clerk, asked=Asked()).outdated
    bring_up_to_date(acting_user=clerk)
    run = running.last_run()
    assert (run.whole, run.judged) == (False, 2)
    assert late in numbers(list_lacking(acting_user=clerk, asked=Asked()))
    bring_up_to_date(acting_user=clerk)
    assert MarkingRun.objects.count() == 2


def test_a_withdrawn_record_leaves_the_list(clerk, register):
    bring_up_to_date(acting_user=clerk)
    Weapon.objects.filter(pk=register["erased"]).update(withdrawn_at=timezone.now())
    judge_now(acting_user=clerk, whole=True)
    assert register["erased"] not in numbers(list_lacking(acting_user=clerk, asked=Asked()))
    assert not MarkingGap.objects.filter(weapon=register["erased"]).exists()


def test_a_new_profile_judges_everything_anew(clerk, register):
    bring_up_to_date(acting_user=clerk)
    set_profile(acting_user=clerk, text="salwa_marking_profile: 1\ncomponents: {other: [barrel]}\n")
    bring_up_to_date(acting_user=clerk)
    run = running.last_run()
    assert (run.whole, run.profile_version, run.judged) == (True, 1, 4)


def test_a_ground_that_has_run_out_no_longer_counts(clerk):
    number = a_weapon(clerk, a_serial(), a_mark("", "import_mark", state="none", occasion="import"))
    record_entry(
        acting_user=clerk, entry=LifeEntry(number, EventKind.IMPORTED, str(uuid4()), date(2021, 1, 1), country="BEL")
    )
    until = timezone.localdate() + timedelta(1)
    record_ground(acting_user=clerk, weapon_id=number, ground=Ground.TEMPORARY_IMPORT, document="TI 7", until=until)
    bring_up_to_date(acting_user=clerk)
    assert numbers(list_lacking(acting_user=clerk, asked=Asked())) == []
    MarkingGround.objects.update(until=timezone.localdate() - timedelta(1))
    MarkingRun.objects.update(as_of=timezone.now() - timedelta(2))
    bring_up_to_date(acting_user=clerk)
    assert numbers(list_lacking(acting_user=clerk, asked=Asked())) == [number]


def test_the_tables_of_the_list_can_be_thrown_away_and_made_again(clerk, register):
    judge_now(acting_user=clerk, whole=True)
    rows = list(MarkingVerdict.objects.order_by("pk").values()), MarkingGap.objects.count()
    MarkingVerdict.objects.all().delete()
    MarkingGap.objects.all().delete()
    judge_now(acting_user=clerk, whole=True)
    assert (list(MarkingVerdict.objects.order_by("pk").values()), MarkingGap.objects.count()) == rows


def test_a_stretch_boundary_loses_nobody(clerk, monkeypatch):
    monkeypatch.setattr(running, "STRETCH", 2)
    made = [a_weapon(clerk, a_mark(state="none")) for _ in range(5)]
    judge_now(acting_user=clerk, whole=True)
    assert numbers(list_lacking(acting_user=clerk, asked=Asked())) == made


def test_only_planners_see_the_list():
    for role in (Role.STOCK_OFFICER, Role.TRACING_OFFICER, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            list_lacking(acting_user=a_person(role), asked=Asked())
