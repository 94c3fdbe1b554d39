"""Keeping the directory: acts are versions, nothing is overwritten, each is permitted and audited."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.directory import Need
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, Refusal
from salwa.services.directory import contacts, publishing, queries, trials
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.cooperation.models import Contact, ContactTest, ContactVersion
from tests.builders.directory import a_contact, a_keeper, details
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return a_keeper()


def last_action():
    return AuditEntry.objects.latest("number").action


def test_a_contact_is_entered_with_who_gave_it(keeper):
    number = contacts.enter_contact(
        acting_user=keeper, state="ken", kind="iti", details=details(), source="note_verbale", document="NV 12/2026"
    )
    page = queries.contact_page(acting_user=keeper, contact_id=number)
    assert (page.line.state, page.line.kind, page.line.details) == ("KEN", "iti", details())
    assert [(one.act, one.source, one.document) for one in page.versions] == [("entered", "note_verbale", "NV 12/2026")]
    assert last_action() == "directory.entered"
    assert "commission" not in str(AuditEntry.objects.latest("number").details)


def test_handing_over_keeps_the_office_before_readable(keeper):
    number = a_contact(keeper)
    new = details(office="Police, Tracing Centre", email="centre@police.example", person="")
    assert contacts.hand_over(acting_user=keeper, contact_id=number, version=1, details=new, source="state") == 2
    page = queries.contact_page(acting_user=keeper, contact_id=number)
    assert page.line.details == new
    assert [one.details for one in page.versions] == [new, details()]
    assert [one.act for one in page.versions] == ["handed_over", "entered"]
    assert last_action() == "directory.handed_over"


def test_a_change_on_top_of_an_unseen_change_is_a_conflict_and_changes_nothing(keeper):
    number = a_contact(keeper)
    contacts.correct_contact(
        acting_user=keeper, contact_id=number, version=1, details=details(hours="24/7"), source="state"
    )
    with pytest.raises(Conflict) as refused:
        contacts.hand_over(
            acting_user=keeper, contact_id=number, version=1, details=details(office="Other"), source="state"
        )
    assert refused.value.code == "contact_changed"
    assert ContactVersion.objects.filter(contact_id=number).count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"state": "ZZZ"}, "no_such_state"), ({"state": ""}, "no_such_state"), ({"kind": "x"}, "no_such_kind"),
        ({"source": "rumour"}, "no_source"), ({"source": "note_verbale"}, "no_document"),
        ({"details": details(email="x")}, "no_email"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_leaves_nothing(keeper, wrong, code):
    known = {"state": "KEN", "kind": "iti", "details": details(), "source": "state"} | wrong
    with pytest.raises(Refusal) as refused:
        contacts.enter_contact(acting_user=keeper, **known)
    assert refused.value.code == code
    assert (Contact.objects.count(), AuditEntry.objects.filter(action__startswith="directory.").count()) == (0, 0)


def test_confirming_is_a_version_too_and_the_same_details_are_no_change(keeper):
    number = a_contact(keeper)
    assert contacts.confirm_contact(acting_user=keeper, contact_id=number, source="state") == 2
    with pytest.raises(Refusal) as refused:
        contacts.correct_contact(acting_user=keeper, contact_id=number, version=2, details=details(), source="state")
    assert refused.value.code == "nothing_new"


def test_an_ended_contact_stays_readable_and_takes_nothing_more(keeper):
    number = a_contact(keeper)
    with pytest.raises(Refusal):
        contacts.end_contact(acting_user=keeper, contact_id=number, reason=" ")
    contacts.end_contact(acting_user=keeper, contact_id=number, reason="NV 4/2026: the office was closed")
    page = queries.contact_page(acting_user=keeper, contact_id=number)
    assert (page.line.ended is not None, page.end_reason) == (True, "NV 4/2026: the office was closed")
    assert publishing.listed_contacts() == ()
    for act in (
        lambda: contacts.confirm_contact(acting_user=keeper, contact_id=number, source="state"),
        lambda: trials.send_test(acting_user=keeper, contact_id=number),
        lambda: contacts.end_contact(acting_user=keeper, contact_id=number, reason="again"),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "contact_ended"


@pytest.mark.parametrize("role", Role)
def test_only_those_with_the_right_keep_the_directory(role, keeper):
    number = a_contact(keeper)
    person = a_person(role)
    acts = [
        lambda: a_contact(person), lambda: queries.kept_contacts(acting_user=person),
        lambda: queries.contact_page(acting_user=person, contact_id=number),
        lambda: queries.published_editions(acting_user=person),
        lambda: contacts.confirm_contact(acting_user=person, contact_id=number, source="state"),
        lambda: trials.send_test(acting_user=person, contact_id=number),
        lambda: publishing.publish_edition(acting_user=person),
        lambda: publishing.fetch_states_edition(acting_user=person, number=1),
    ]  # fmt: skip
    for act in acts:
        if "directory.manage" in RIGHTS[role]:
            act()
        else:
            with pytest.raises(NotPermitted):
                act()


def test_a_test_message_goes_to_the_role_address_and_its_answer_is_for_states_only(
    keeper, django_capture_on_commit_callbacks
):
    number = a_contact(keeper, languages=("sw", "fr"))
    with django_capture_on_commit_callbacks(execute=True):
        trials.send_test(acting_user=keeper, contact_id=number)
    assert [one.to for one in mail.outbox] == [["tracing@commission.example"]]
    assert "Rassendyll" not in mail.outbox[0].body
    with pytest.raises(Conflict) as waiting:
        trials.send_test(acting_user=keeper, contact_id=number)
    assert waiting.value.code == "test_waiting"
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(Refusal) as refused:
            trials.record_test_answer(acting_user=keeper, contact_id=number, day=day)
        assert refused.value.code == "bad_day"
    trials.record_test_answer(acting_user=keeper, contact_id=number, day=today)
    line = queries.contact_page(acting_user=keeper, contact_id=number).line
    assert (line.last_test, line.last_answered) == (today, today)
    with pytest.raises(Conflict) as none:
        trials.record_test_answer(acting_user=keeper, contact_id=number, day=today)
    assert none.value.code == "no_test"
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions[-2:] == ["directory.test_sent", "directory.test_answered"]


def test_the_overdue_list_holds_those_somebody_has_to_look_after(keeper):
    good, silent, old = a_contact(keeper), a_contact(keeper, "UGA"), a_contact(keeper, "TZA")
    trials.send_test(acting_user=keeper, contact_id=silent)
    ContactTest.objects.filter(contact_id=silent).update(sent_at=timezone.now() - timedelta(days=31))
    ContactVersion.objects.filter(contact_id=old).update(valid_until=date(2026, 1, 1))
    found = {one.number: one.needs for one in queries.kept_contacts(acting_user=keeper, overdue=True)}
    assert found == {silent: (Need.UNANSWERED,), old: (Need.EXPIRED,)}
    assert good in {one.number for one in queries.kept_contacts(acting_user=keeper)}


def test_a_contact_that_is_not_there_is_not_found(keeper):
    for act in (queries.contact_page, trials.send_test):
        with pytest.raises(NotFound):
            act(acting_user=keeper, contact_id=999)


def test_whether_something_is_unpublished_is_known(keeper, settings, tmp_path):
    settings.HOME = tmp_path
    assert queries.unpublished_changes(acting_user=keeper) is False
    number = a_contact(keeper)
    assert queries.unpublished_changes(acting_user=keeper) is True
    publishing.publish_edition(acting_user=keeper)
    assert queries.unpublished_changes(acting_user=keeper) is False
    contacts.end_contact(acting_user=keeper, contact_id=number, reason="closed")
    assert queries.unpublished_changes(acting_user=keeper) is True
