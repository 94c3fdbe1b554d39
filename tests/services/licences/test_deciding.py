"""From the application to its end: who may decide, what is needed, what warns and what forbids."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.licences.certificates import Certificate
from salwa.domain.licences.vocabulary import Answer
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.licences import applying, certificates, deciding
from salwa.services.licences.queries import list_licences, open_licence
from salwa.services.licences.values import ApplicationEntry, DealEntry, ItemEntry, PartyEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Licence, LicenceItem, LicenceStep
from tests.builders.licences import COMPLETE, Office, a_holder, item_of
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
ALL_KINDS = ["manufacture", "export", "import", "transit", "retransfer", "brokering"]


@pytest.fixture
def office():
    return Office()


def assessed(office, kind="export", **deal):
    licence = office.applied(kind, **deal)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    return licence


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_each_kind_of_authorisation_is_granted_when_complete(office, kind):
    licence = office.granted(kind)
    assert (licence.state, licence.number[:3]) == ("granted", "KEN")
    page = open_licence(acting_user=office.supervisor, licence_id=licence.pk)
    assert (page.lacks, page.warnings, page.line.state) == ((), (), "granted")
    last = AuditEntry.objects.filter(action="licences.stepped").order_by("-id").first()
    assert last.details == {"step": LicenceStep.objects.filter(licence=licence).count(), "kind": "granted"}


def test_numbers_follow_one_another_for_each_kind_and_year(office):
    year = (timezone.localdate() - timedelta(days=40)).year
    numbers = [office.applied(kind).number for kind in ("export", "export", "import")]
    assert numbers == [f"KEN-E-{year}-00001", f"KEN-E-{year}-00002", f"KEN-I-{year}-00001"]


def test_a_number_belongs_to_one_authorisation_only(office):
    applicant = a_holder(office.clerk)
    entry = ApplicationEntry("import", applicant, timezone.localdate(), number="Paper 7/19")
    applying.record_application(acting_user=office.clerk, entry=entry)
    again = replace(entry, number="paper  7/19")
    assert code_of(lambda: applying.record_application(acting_user=office.clerk, entry=again)) == "number_taken"
    assert Licence.objects.count() == 1


def test_the_same_application_sent_twice_is_one(office):
    entry = ApplicationEntry(
        "import", a_holder(office.clerk), timezone.localdate(), uid="2f1f6d5e-3f3b-4c8b-9a55-0d8a3a0e7c11"
    )
    first, second = (applying.record_application(acting_user=office.clerk, entry=entry) for _ in range(2))
    assert first == second
    assert LicenceStep.objects.count() == 1


def test_whoever_prepared_it_cannot_decide(office):
    both = a_person(Role.REGISTRAR, Role.SUPERVISOR)
    licence = Office(clerk=both, supervisor=both).applied()
    deciding.finish_assessment(acting_user=both, licence_id=licence.pk)
    with pytest.raises(NotPermitted) as refused:
        deciding.grant(acting_user=both, licence_id=licence.pk, reason="mine")
    assert refused.value.code == "prepared_by_you"
    deciding.grant(acting_user=office.supervisor, licence_id=licence.pk)
    assert Licence.objects.get(pk=licence.pk).state == "granted"


def test_whoever_changed_a_single_line_prepared_it_too(office):
    both = a_person(Role.REGISTRAR, Role.SUPERVISOR)
    licence = office.applied()
    applying.put_item(acting_user=both, licence_id=licence.pk, item=ItemEntry("pistol", 400), item_id=item_of(licence))
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    with pytest.raises(NotPermitted):
        deciding.grant(acting_user=both, licence_id=licence.pk, reason="mine")


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.AUDITOR, Role.STOCK_OFFICER, Role.TRACING_OFFICER])
def test_other_roles_cannot_decide(office, role):
    licence = assessed(office)
    with pytest.raises(NotPermitted):
        deciding.grant(acting_user=a_person(role), licence_id=licence.pk)
    assert Licence.objects.get(pk=licence.pk).state == "assessed"


def test_a_change_after_the_assessment_sends_it_back(office):
    licence = assessed(office)
    applying.put_item(acting_user=office.clerk, licence_id=licence.pk, item=ItemEntry("rifle", 5))
    assert Licence.objects.get(pk=licence.pk).state == "applied"
    assert code_of(lambda: deciding.grant(acting_user=office.supervisor, licence_id=licence.pk)) == "not_now"


def test_a_decision_on_what_somebody_else_changed_meanwhile_is_refused(office):
    licence = assessed(office)
    seen = Licence.objects.get(pk=licence.pk).version
    deciding.ask_information(acting_user=office.supervisor, licence_id=licence.pk, question="Which port?")
    deciding.give_information(acting_user=office.clerk, licence_id=licence.pk, answer="Mombasa")
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    decide = lambda: deciding.grant(acting_user=office.supervisor, licence_id=licence.pk, seen_version=seen)  # noqa: E731
    assert code_of(decide) == "changed_meanwhile"


def test_an_incomplete_application_is_not_granted_and_says_what_is_missing(office):
    licence = office.applied(certificate=None)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    assert code_of(lambda: deciding.grant(acting_user=office.supervisor, licence_id=licence.pk)) == "incomplete"
    page = open_licence(acting_user=office.supervisor, licence_id=licence.pk)
    assert [(one.part, one.code) for one in page.lacks] == [("certificate", "no_certificate")]


def test_unanswered_questions_keep_it_from_being_handed_over(office):
    licence = office.applied()
    before = LicenceStep.objects.filter(licence=licence).count()
    assert before > 1
    from salwa.storage.register.models import GivenRiskAnswer

    GivenRiskAnswer.objects.filter(licence=licence, question="odd_route").delete()
    hand_over = lambda: deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)  # noqa: E731
    assert code_of(hand_over) == "not_weighed"
    page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert [one.code for one in page.lacks] == ["questions_open"]


def test_an_embargo_forbids_whatever_reason_is_given(office):
    licence = office.applied()
    office.answer(licence.pk, embargo=Answer.YES)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    grant = lambda: deciding.grant(acting_user=office.supervisor, licence_id=licence.pk, reason="urgent")  # noqa: E731
    assert code_of(grant) == "embargoed"
    deciding.refuse(acting_user=office.supervisor, licence_id=licence.pk, reason="embargo")
    assert Licence.objects.get(pk=licence.pk).state == "refused"


def test_risky_and_unknown_answers_warn_and_ask_for_reasons(office):
    licence = office.applied()
    office.answer(licence.pk, odd_route=Answer.YES, embargo=Answer.NOT_KNOWN)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    page = open_licence(acting_user=office.supervisor, licence_id=licence.pk)
    assert [one.values["grounds"] for one in page.warnings] == ["looked into it", "looked into it"]
    assert "route" in page.warnings[0].english()
    assert code_of(lambda: deciding.grant(acting_user=office.supervisor, licence_id=licence.pk)) == "warned"
    deciding.grant(acting_user=office.supervisor, licence_id=licence.pk, reason="The route was explained.")
    step = LicenceStep.objects.get(licence=licence, kind="granted")
    assert (step.reason, len(step.details["warnings"])) == ("The route was explained.", 2)


def test_a_certificate_found_false_is_not_outvoted(office):
    licence = office.applied(certificate=None)
    office.certify(licence.pk, result="not_authentic")
    office.certify(licence.pk)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    deciding.grant(acting_user=office.supervisor, licence_id=licence.pk)
    other = office.applied(certificate=None)
    office.certify(other.pk, result="not_authentic")
    certificates.record_certificate(
        acting_user=office.clerk, licence_id=other.pk, certificate=COMPLETE, same_paper=True
    )
    page = open_licence(acting_user=office.clerk, licence_id=other.pk)
    assert [one.code for one in page.lacks] == ["false_certificate"]


def test_a_certificate_that_says_otherwise_warns(office):
    licence = office.applied(certificate=replace(COMPLETE, destination="SSD", quantity=20, end_user="Nile Traders"))
    page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert [one.english() for one in page.certificate.misfits] == [
        "The certificate is for South Sudan, the application for Uganda.",
        "The certificate covers 20 pieces, the application asks for 100.",
        "The certificate names the end user Nile Traders, the application Uganda Police Force.",
    ]
    assert list(page.warnings) == list(page.certificate.misfits)


def test_an_empty_certificate_is_kept_and_every_point_is_named(office):
    licence = office.applied(certificate=Certificate())
    page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert len(page.certificate.missing) == 18
    assert len({one.element for one in page.certificate.missing}) == 10


def test_suspension_revocation_and_expiry_end_what_may_be_done(office):
    licence = office.granted()
    deciding.suspend(acting_user=office.supervisor, licence_id=licence.pk, reason="report of diversion")
    deciding.resume(acting_user=office.supervisor, licence_id=licence.pk, reason="report was wrong")
    deciding.revoke(acting_user=office.supervisor, licence_id=licence.pk, reason="false papers")
    assert Licence.objects.get(pk=licence.pk).state == "revoked"
    assert (
        code_of(lambda: deciding.resume(acting_user=office.supervisor, licence_id=licence.pk, reason="x")) == "not_now"
    )
    over = office.granted()
    Licence.objects.filter(pk=over.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    page = open_licence(acting_user=office.clerk, licence_id=over.pk)
    assert (page.line.state, "amendment_asked" in page.may, "used" in page.may) == ("expired", False, True)
    found = list_licences(acting_user=office.clerk, state="expired")
    assert [line.id for line in found.lines] == [over.pk]
    assert list_licences(acting_user=office.clerk, state="granted").lines == ()


def test_steps_without_a_reason_are_refused(office):
    licence = office.granted()
    for act in (deciding.suspend, deciding.revoke, deciding.close):
        assert (
            code_of(lambda act=act: act(acting_user=office.supervisor, licence_id=licence.pk, reason=" "))
            == "no_reason"
        )
    assert Licence.objects.get(pk=licence.pk).state == "granted"


def test_an_amendment_is_asked_for_by_one_and_granted_by_another(office):
    licence = office.granted(quantity=100)
    item, later = item_of(licence), timezone.localdate() + timedelta(days=900)
    deciding.ask_amendment(
        acting_user=office.clerk,
        licence_id=licence.pk,
        reason="larger order",
        valid_until=later,
        quantities={item: 150},
    )
    assert LicenceItem.objects.get(pk=item).quantity == 100
    with pytest.raises(NotPermitted):
        deciding.amend(acting_user=office.clerk, licence_id=licence.pk)
    deciding.amend(acting_user=office.supervisor, licence_id=licence.pk, reason="agreed")
    assert LicenceItem.objects.get(pk=item).quantity == 150
    assert Licence.objects.get(pk=licence.pk).valid_until == later
    step = LicenceStep.objects.get(licence=licence, kind="amended")
    assert step.details["before"]["quantities"] == {str(item): 100}
    assert code_of(lambda: deciding.amend(acting_user=office.supervisor, licence_id=licence.pk)) == "not_now"


def test_old_texts_of_an_application_stay_readable(office):
    licence = office.applied()
    deal = DealEntry("KEN", "UGA", ("RWA",), "training", "C-77", "", licence.valid_from, licence.valid_until)
    assert applying.change_deal(acting_user=office.clerk, licence_id=licence.pk, deal=deal)
    assert not applying.change_deal(acting_user=office.clerk, licence_id=licence.pk, deal=deal)
    step = LicenceStep.objects.filter(licence=licence).order_by("-number").first()
    assert step.details["before"] == {"end_use": "police duty", "transit": []}
    assert step.details["after"] == {"end_use": "training", "transit": ["RWA"]}


def test_a_party_that_was_replaced_stays_in_the_history(office):
    licence = office.applied()
    (party,) = open_licence(acting_user=office.clerk, licence_id=licence.pk).parties
    applying.put_party(
        acting_user=office.clerk, licence_id=licence.pk, party=PartyEntry("end_user", name="Army"), instead_of=party.id
    )
    assert [one.name for one in open_licence(acting_user=office.clerk, licence_id=licence.pk).parties] == ["Army"]
    assert list(licence.parties.order_by("pk").values_list("name", flat=True)) == ["Uganda Police Force", "Army"]


def test_an_authorisation_that_is_not_there_and_one_that_may_not_be_seen(office):
    with pytest.raises(NotFound):
        open_licence(acting_user=office.clerk, licence_id=999_999)
    with pytest.raises(NotPermitted):
        open_licence(acting_user=a_person(Role.TRACING_OFFICER), licence_id=1)


def test_the_register_is_searched_in_any_script_and_page_by_page(office):
    licence = office.applied()
    applying.put_party(
        acting_user=office.clerk, licence_id=licence.pk, party=PartyEntry("consignee", name="شركة الأمن للتوريد")
    )
    office.applied()
    for asked in ("الامن", "امن توريد", licence.number.casefold()):
        found = list_licences(acting_user=office.clerk, text=asked)
        assert [line.id for line in found.lines] == [licence.pk], asked
    first = list_licences(acting_user=office.clerk, count=1)
    second = list_licences(acting_user=office.clerk, count=1, before=first.following)
    assert (len(first.lines), [line.id for line in second.lines], second.following) == (1, [licence.pk], None)
