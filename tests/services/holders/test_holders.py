"""Holders: recorded once, corrected with the old value readable, closed with a successor, found in any script."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.holders import actions
from salwa.services.holders.queries import (
    find_holders,
    open_holder,
    open_personal_data,
    past_of_holder,
    pick_holders,
    weapons_held,
)
from salwa.services.holders.values import HolderEntry
from salwa.storage.accounts.models import AuditEntry, Organisation
from salwa.storage.register.models import Holder, HolderChange, HolderWord, Person
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def recorded(clerk, name, kind="dealer", **rest):
    return actions.record_holder(acting_user=clerk, entry=HolderEntry(kind=kind, name=name, **rest))


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def transferred(clerk, weapon, **sides):
    entry = LifeEntry(weapon.pk, EventKind.TRANSFERRED, str(uuid4()), YESTERDAY, **sides)
    record_entry(acting_user=clerk, entry=entry)


def test_a_holder_is_recorded_once_however_often_it_is_sent(clerk):
    uid = str(uuid4())
    first, second = (recorded(clerk, "Arms Ltd", uid=uid, country="KEN") for _ in range(2))
    assert first == second
    assert (Holder.objects.count(), AuditEntry.objects.filter(action="holders.recorded").count()) == (1, 1)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (HolderEntry("dealer", " "), "holder_without_name"),
        (HolderEntry("person"), "person_without_name"),
        (HolderEntry("person", "Jane Doe"), "sealed_data"),
        (HolderEntry("depot", "Store", parent=999), "no_such_parent"),
        (HolderEntry("depot", "Store", unit=999), "no_such_unit"),
        (HolderEntry("dealer", "Arms", country="XXY"), "no_such_state"),
    ],
)
def test_what_can_only_be_a_slip_is_refused(clerk, entry, code):
    assert code_of(lambda: actions.record_holder(acting_user=clerk, entry=entry)) == code
    assert Holder.objects.count() == 0


def test_depots_lie_under_units_and_never_in_a_ring(clerk):
    unit = recorded(clerk, "North command", "state_unit")
    battalion = recorded(clerk, "1st battalion", "state_unit", parent=unit)
    depot = recorded(clerk, "Store 4", "depot", parent=battalion)
    assert code_of(lambda: recorded(clerk, "Odd", "state_unit", parent=depot)) == "wrong_parent"
    ring = HolderEntry("state_unit", "North command", parent=battalion)
    correct = lambda: actions.correct_holder(acting_user=clerk, holder_id=unit, entry=ring, reason="x")  # noqa: E731
    assert code_of(correct) == "wrong_parent"
    assert [one.name for one in open_holder(acting_user=clerk, holder_id=battalion).below] == ["Store 4"]


def test_a_correction_keeps_the_old_value_with_its_reason(clerk):
    number = recorded(clerk, "Arms Lmited", reference="D-7")
    entry = HolderEntry("dealer", "Arms Limited", "D-7", country="KEN")
    correct = lambda reason: actions.correct_holder(  # noqa: E731
        acting_user=clerk, holder_id=number, entry=entry, reason=reason
    )
    assert code_of(lambda: correct(" ")) == "no_reason"
    assert correct("typing slip") == 2
    assert correct("") == 0
    (name, country) = HolderChange.objects.filter(holder=number).order_by("-field")
    assert (name.field, name.before, name.after, name.reason) == (
        "name", "Arms Lmited", "Arms Limited", "typing slip",
    )  # fmt: skip
    assert (country.field, country.before, country.after) == ("country_code", "", "KEN")
    assert [one.number for one in find_holders(acting_user=clerk, text="limited").lines] == [number]
    assert find_holders(acting_user=clerk, text="lmited").lines == ()


def test_a_person_stays_a_person(clerk):
    number = actions.record_holder(acting_user=clerk, entry=HolderEntry("person", reference="P-1"))
    become = HolderEntry("dealer", "Arms Ltd")
    assert code_of(
        lambda: actions.correct_holder(acting_user=clerk, holder_id=number, entry=become, reason="x")
    ) == "kind_stays"  # fmt: skip


def test_a_company_that_closes_hands_its_records_over_and_what_it_holds_stays_true(clerk):
    old, new = recorded(clerk, "Old Arms", opened_on=date(2001, 1, 1)), recorded(clerk, "New Arms")
    kept, sold = a_taurus("AB 1"), a_taurus("AB 2")
    transferred(clerk, kept, receiver=old)
    transferred(clerk, sold, receiver=old)
    entry = LifeEntry(sold.pk, EventKind.TRANSFERRED, str(uuid4()), timezone.localdate(), giver=old, receiver=new)
    record_entry(acting_user=clerk, entry=entry)
    actions.close_holder(acting_user=clerk, holder_id=old, day=YESTERDAY, successor=new, reason="bankrupt")
    page = open_holder(acting_user=clerk, holder_id=old)
    assert (page.line.closed_on, page.successor.number, page.holds) == (YESTERDAY, new, 1)
    assert [one.number for one in weapons_held(acting_user=clerk, holder_id=old).lines] == [kept.pk]
    assert sorted(one.number for one in past_of_holder(acting_user=clerk, holder_id=old).lines) == [
        kept.pk, sold.pk, sold.pk,
    ]  # fmt: skip
    assert [one.number for one in open_holder(acting_user=clerk, holder_id=new).predecessors] == [old]
    assert find_holders(acting_user=clerk, text="old").lines == ()
    assert len(find_holders(acting_user=clerk, text="old", closed=True).lines) == 1


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"day": timezone.localdate() + timedelta(days=1)}, "in_the_future"),
        ({"day": date(1999, 1, 1)}, "before_opening"),
        ({"successor": 999}, "no_such_successor"),
        ({"reason": " "}, "no_reason"),
    ],
)
def test_a_closing_that_can_only_be_a_slip_is_refused(clerk, how, code):
    number = recorded(clerk, "Old Arms", opened_on=date(2001, 1, 1))
    asked = {"day": YESTERDAY, "reason": "bankrupt"} | how
    assert code_of(lambda: actions.close_holder(acting_user=clerk, holder_id=number, **asked)) == code
    itself = {"day": YESTERDAY, "reason": "x", "successor": number}
    assert code_of(lambda: actions.close_holder(acting_user=clerk, holder_id=number, **itself)) == "no_such_successor"
    assert Holder.objects.get(pk=number).closed_on is None


def test_a_closing_by_mistake_is_taken_back_and_stays_readable(clerk):
    number = recorded(clerk, "Old Arms")
    close = lambda: actions.close_holder(  # noqa: E731
        acting_user=clerk, holder_id=number, day=YESTERDAY, reason="bankrupt"
    )
    close()
    assert code_of(close) == "closed_already"
    actions.reopen_holder(acting_user=clerk, holder_id=number, reason="another company")
    assert Holder.objects.get(pk=number).closed_on is None
    changes = open_holder(acting_user=clerk, holder_id=number).changes
    assert [(one.field, one.before, one.after) for one in changes] == [
        ("closed_on", YESTERDAY.isoformat(), ""), ("closed_on", "", YESTERDAY.isoformat()),
    ]  # fmt: skip


def test_holders_are_found_by_words_in_any_script_page_by_page(clerk):
    names = ["مؤسسة الأسلحة الوطنية", "Société Générale d'Armes", "Завод имени Дегтярёва", "北方工业公司", "Zenda Arms"]
    numbers = {name: recorded(clerk, name, reference=f"R-{place}") for place, name in enumerate(names)}
    for asked, name in (
        ("موسسه وطنيه", names[0]), ("اسلحة", names[0]), ("generale SOCIETE", names[1]), ("дегтярева", names[2]),
        ("工业", names[3]), ("r 4", names[4]),
    ):  # fmt: skip
        assert [one.number for one in find_holders(acting_user=clerk, text=asked).lines] == [numbers[name]], asked
    seen, after = [], None
    while True:
        page = find_holders(acting_user=clerk, after=after, count=2)
        seen += [one.number for one in page.lines]
        after = page.following
        if after is None:
            break
    assert sorted(seen) == sorted(numbers.values())
    assert len(seen) == len(set(seen)) == 5


def test_a_holder_that_came_without_its_search_words_is_found_all_the_same(clerk):
    number = recorded(clerk, "Arms Ltd")
    HolderWord.objects.all().delete()
    assert [one.number for one in find_holders(acting_user=clerk, text="arms").lines] == [number]
    assert HolderWord.objects.filter(holder=number).count() == 2


def test_persons_are_listed_only_where_they_are_asked_for(clerk):
    person = actions.record_holder(acting_user=clerk, entry=HolderEntry("person", reference="File 88"))
    recorded(clerk, "Arms Ltd")
    assert [one.name for one in find_holders(acting_user=clerk).lines] == ["Arms Ltd"]
    for asked in ({"kind": "person"}, {"text": "file 88"}):
        assert [one.number for one in find_holders(acting_user=clerk, **asked).lines] == [person]


def test_every_look_leaves_an_entry_without_what_was_typed(clerk):
    number = recorded(clerk, "Arms Ltd")
    find_holders(acting_user=clerk, text="arms", kind="dealer")
    open_holder(acting_user=clerk, holder_id=number)
    found, opened = AuditEntry.objects.order_by("-id")[:2][::-1]
    assert (found.action, found.details) == ("holders.found", {"kind": "dealer", "words": 1, "found": 1})
    assert (opened.action, opened.object_id) == ("holders.opened", str(number))


def test_a_holder_is_picked_by_word_or_number(clerk):
    number = recorded(clerk, "Arms Ltd")
    for text in ("arm", str(number)):
        assert [one.number for one in pick_holders(acting_user=clerk, text=text)] == [number]


@pytest.mark.parametrize("role", [Role.TRACING_OFFICER, Role.ADMINISTRATOR])
def test_other_roles_know_nothing_of_holders(clerk, role):
    number = recorded(clerk, "Arms Ltd")
    other = a_person(role)
    for act in (
        lambda: find_holders(acting_user=other),
        lambda: open_holder(acting_user=other, holder_id=number),
        lambda: recorded(other, "Mine"),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_stock_officer_knows_the_holders_of_the_own_unit_only(clerk):
    officer = a_person(Role.STOCK_OFFICER)
    own = recorded(clerk, "Own store", "depot", unit=officer.memberships.get().organisation_id)
    other = recorded(clerk, "Store 9", "depot", unit=Organisation.objects.create(name="Customs").pk)
    assert [one.number for one in find_holders(acting_user=officer).lines] == [own]
    assert open_holder(acting_user=officer, holder_id=own).line.name == "Own store"
    told = []
    for wanted in (other, 999_999):
        with pytest.raises(NotFound) as refused:
            open_holder(acting_user=officer, holder_id=wanted)
        told.append(refused.value.sentence.english())
    assert told[0] == told[1]
    with pytest.raises(NotPermitted):
        recorded(officer, "Mine")


PERSON = {"name": "Jane Doe", "document_number": "A 12", "purpose": "firearm licence", "legal_basis": "Arms Act 4"}


def test_a_person_is_sealed_and_opened_for_a_purpose_only(ring):
    clerk = a_person(Role.REGISTRAR)
    entry = HolderEntry("person", reference="File 88", person=PERSON)
    number = actions.record_holder(acting_user=clerk, entry=entry)
    holder = Holder.objects.get(pk=number)
    assert (holder.name, holder.address, holder.person_uid is None) == ("", "", False)
    assert b"Jane Doe" not in bytes(Person.objects.get(uuid=holder.person_uid).name)
    assert open_holder(acting_user=clerk, holder_id=number).sealed
    ask = lambda purpose: open_personal_data(acting_user=clerk, holder_id=number, purpose=purpose)  # noqa: E731
    assert code_of(lambda: ask(" ")) == "no_purpose"
    assert ask("Case 1") == {"name": "Jane Doe", "document_number": "A 12"}
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.purpose) == ("persons.opened", "Case 1")
    with pytest.raises(NotPermitted):
        open_personal_data(acting_user=a_person(Role.AUDITOR), holder_id=number, purpose="Case 1")


def test_a_person_without_a_reason_to_keep_the_data_is_not_recorded(ring):
    clerk = a_person(Role.REGISTRAR)
    entry = HolderEntry("person", reference="File 88", person=PERSON | {"legal_basis": ""})
    assert code_of(lambda: actions.record_holder(acting_user=clerk, entry=entry)) == "purpose_missing"
    assert (Holder.objects.count(), Person.objects.count()) == (0, 0)


def test_of_a_reference_alone_nothing_personal_is_opened(clerk):
    number = actions.record_holder(acting_user=clerk, entry=HolderEntry("person", reference="File 88"))
    ask = lambda: open_personal_data(acting_user=clerk, holder_id=number, purpose="Case 1")  # noqa: E731
    assert code_of(ask) == "no_person"
