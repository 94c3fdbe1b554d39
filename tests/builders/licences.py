"""Holders and authorisations of an invented State, complete enough to be granted unless a test leaves something out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.licences.certificates import Certificate
from salwa.domain.licences.risks import RiskAnswer
from salwa.domain.licences.vocabulary import Answer
from salwa.services.holders.actions import record_holder
from salwa.services.holders.values import HolderEntry
from salwa.services.licences import applying, certificates, deciding, risks
from salwa.services.licences.values import ApplicationEntry, CheckEntry, DealEntry, ItemEntry, PartyEntry
from salwa.storage.register.models import Licence, LicenceItem
from tests.builders.people import a_person

NUMBERS = count(1)
COMPLETE = Certificate(
    description="pistols", quantity=500, characteristics="Taurus PT 92, 9x19", contract_reference="C-77",
    contract_date=date(2026, 1, 5), destination="UGA", end_use="police duty", exporter="Arms Ltd",
    exporter_address="Nairobi", end_user="Uganda Police Force", end_user_position="Commissioner of logistics",
    end_user_address="Kampala", signed="yes", no_other_parties=True, certified_by="Ministry of Internal Affairs",
    certified="yes", issued_on=date(2026, 2, 1), other="No re-export without agreement.",
)  # fmt: skip


def a_holder(clerk, name="Arms Ltd", kind="dealer", **rest):
    """A holder recorded by `clerk`; its number."""
    return record_holder(acting_user=clerk, entry=HolderEntry(kind=kind, name=name, **rest))


@dataclass
class Office:
    """A clerk who prepares and a supervisor who decides, of one licensing authority."""

    clerk: object = field(default_factory=lambda: a_person(Role.REGISTRAR))
    supervisor: object = field(default_factory=lambda: a_person(Role.SUPERVISOR))

    def applied(self, kind="export", quantity=100, certificate=COMPLETE, **deal):
        """An application with everything it needs but the handing over; the authorisation."""
        applicant = a_holder(self.clerk, f"Arms Ltd {next(NUMBERS)}")
        route = {"import": ("UGA", "KEN"), "manufacture": ("", "")}.get(kind, ("KEN", "UGA"))
        today = timezone.localdate()
        known = {
            "origin": route[0], "destination": route[1], "end_use": "police duty", "contract": "C-77",
            "valid_from": today - timedelta(days=30), "valid_until": today + timedelta(days=300),
            "broker_registration": "BR-1" if kind == "brokering" else "",
        } | deal  # fmt: skip
        entry = ApplicationEntry(kind, applicant, today - timedelta(days=40), deal=DealEntry(**known))
        number = applying.record_application(acting_user=self.clerk, entry=entry)
        for party in self.parties(kind):
            applying.put_party(acting_user=self.clerk, licence_id=number, party=party)
        item = ItemEntry("pistol", quantity, calibre="9x19")
        applying.put_item(acting_user=self.clerk, licence_id=number, item=item)
        if certificate is not None and kind not in ("import", "manufacture"):
            self.certify(number, certificate)
        self.answer(number)
        return Licence.objects.get(pk=number)

    def parties(self, kind):
        if kind == "import":
            return [PartyEntry("exporter", name="Jinja Arsenal", country="UGA")]
        return [] if kind == "manufacture" else [PartyEntry("end_user", name="Uganda Police Force", country="UGA")]

    def certify(self, number, certificate=COMPLETE, result="authentic"):
        """A certificate recorded and checked."""
        certificates.record_certificate(acting_user=self.clerk, licence_id=number, certificate=certificate)
        check = CheckEntry("call back", "Embassy of Uganda", date(2026, 3, 1), result)
        certificates.check_certificate(acting_user=self.clerk, licence_id=number, check=check)

    def answer(self, number, **other):
        """Every question answered in favour, but those named."""
        licence = Licence.objects.get(pk=number)
        answers = []
        for question in risks.asked_about(licence):
            good = Answer.NO if question.risky is Answer.YES else Answer.YES
            answers.append(RiskAnswer(question.code, other.get(question.code, good), "looked into it"))
        risks.answer_questions(acting_user=self.clerk, licence_id=number, answers=answers)

    def granted(self, kind="export", quantity=100, **deal):
        """An authorisation in force."""
        licence = self.applied(kind, quantity, **deal)
        deciding.finish_assessment(acting_user=self.clerk, licence_id=licence.pk)
        deciding.grant(acting_user=self.supervisor, licence_id=licence.pk, reason="weighed")
        return Licence.objects.get(pk=licence.pk)


def item_of(licence):
    """The number of the only item."""
    return LicenceItem.objects.get(licence=licence, ended_at=None).pk
