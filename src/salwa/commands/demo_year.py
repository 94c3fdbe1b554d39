"""A year in the life of an invented State's weapons, entered through the services as its officers would enter it.

Stores with a review, weapons that come, are issued, lost, seized and given back, a gap and a contradiction, a transfer
under an authorisation with its end-user certificate, a marking campaign, a stock-taking half done, surplus, and a
destruction that waits for its second person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from salwa.demo_data import files
from salwa.demo_data.stocks import NO_SERIAL
from salwa.domain.destruction import Method as Destroying
from salwa.domain.licences.certificates import Certificate
from salwa.domain.licences.risks import RiskAnswer
from salwa.domain.licences.vocabulary import Answer
from salwa.domain.marking.vocabulary import Method as Marking
from salwa.domain.stock.lists import Disposal, LossKind, MeasureAnswer, SurplusReason
from salwa.domain.weapons import EventKind, Occasion
from salwa.services.ammunition.movements import LotEntry, record_lot
from salwa.services.custody.actions import issue_weapon, record_entry, return_weapon
from salwa.services.custody.values import LifeEntry
from salwa.services.destruction.actions import DestructionEntry, make_record
from salwa.services.destruction.approval import ask
from salwa.services.holders.actions import record_holder
from salwa.services.holders.values import HolderEntry
from salwa.services.licences import applying, certificates, deciding, listing, risks
from salwa.services.licences.queries import open_licence
from salwa.services.licences.values import ApplicationEntry, CheckEntry, DealEntry, ItemEntry, PartyEntry
from salwa.services.marking.campaigns import CampaignPlan, TeamPlan, add_team, plan_campaign, start_campaign
from salwa.services.stock.depots import record_depot
from salwa.services.stock.losses import LossEntry, report_loss
from salwa.services.stock.reviews import checklist, record_review
from salwa.services.stock.surplus import SurplusEntry, decide_surplus, identify_surplus
from salwa.services.stock.taking import open_taking, receive_scans
from salwa.services.stock.values import AnswerEntry, DepotEntry, ReviewEntry, ScanIn
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.lists import WeaponFilters, WeaponLine, list_weapons
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.values import WeaponEntry

STORED = 40
GROUNDS = "desk review"
# The day on which the seized weapons of the register came into the stores: after the last row of its file.
ARRIVED = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called in one State, its code and that of the State it trades with."""

    state: str
    armoury: str
    post: str
    holder: str
    foundry: str
    witness: str
    other_state: str
    mend: str
    unreadable: tuple[str, ...]
    # Serial number of a rifle that was imported, used, and exported again: another State will ask for it.
    sold: str = ""


STATES = {
    "ruritania": Names(
        files.RURITANIA.code, "Armurerie de Strelsau", "Poste de Zenda", "Brigade fluviale", "Fonderie de Zenda",
        "Inspecteur, ministère de la Justice", "UGA", "Déplacer les munitions dans l'abri 3", NO_SERIAL["fr"],
    ),
    "aldoria": Names(
        files.ALDORIA.code, "مستودع الشمال", "نقطة الميناء", "شرطة الميناء", "مسبك المدينة",
        "مفتش من وزارة العدل", "KEN", "نقل الذخيرة إلى الملجأ 3", NO_SERIAL["ar"], "C-48213",
    ),
}  # fmt: skip


def live_a_year(people: Mapping[str, Any], folder: str) -> None:
    """Enter the year: `people` are the demo's by role, `folder` names the installation."""
    names = STATES[folder]
    clerk, keeper = people["registrar"], people["stock_officer"]
    armoury = record_depot(acting_user=keeper, entry=DepotEntry(name=names.armoury, place=names.armoury, capacity=400))
    post = record_depot(acting_user=keeper, entry=DepotEntry(name=names.post, capacity=60))
    known = list_weapons(acting_user=clerk, filters=WeaponFilters(), count=20 * STORED).lines
    bare = [one.number for one in known if one.serial in names.unreadable]
    stored = [one for one in known if one.serial and one.number not in bare][:STORED]
    for weapon in stored:
        _happen(clerk, weapon.number, EventKind.TRANSFERRED, ARRIVED, receiver=armoury)
    _lives(clerk, [one.number for one in stored], armoury, names)
    _review(keeper, armoury, names)
    _count(keeper, armoury, stored)
    _campaign(clerk, post, bare[:25], names)
    _authorise(people, names)
    _dispose(people, armoury, [one.number for one in stored[-10:]], names)
    if names.sold:
        _sell(clerk, names)


def _happen(user: Any, weapon: int, kind: EventKind, day: date | None, **rest: Any) -> None:
    known = LifeEntry(weapon, kind, str(uuid4()), day, **rest)
    record_entry(acting_user=user, entry=known)


def _lives(clerk: Any, weapons: list[int], armoury: int, names: Names) -> None:
    """One weapon with a whole life, one with a gap, one with a contradiction, one entered late."""
    whole, gap, contradiction, late, *_ = weapons
    holder = record_holder(acting_user=clerk, entry=HolderEntry(kind="state_unit", name=names.holder))
    today = timezone.localdate()
    _happen(clerk, whole, EventKind.MANUFACTURED, date(1988, 1, 1), precision="year")
    _happen(clerk, whole, EventKind.IMPORTED, date(1990, 5, 6), country=names.other_state, document="A/CONF.192/15")
    for action, kind in ((issue_weapon, EventKind.ISSUED), (return_weapon, EventKind.RETURNED)):
        giver, receiver = (None, holder) if kind is EventKind.ISSUED else (holder, armoury)
        entry = LifeEntry(whole, kind, str(uuid4()), today, giver=giver, receiver=receiver)
        action(acting_user=clerk, entry=entry)
    _happen(clerk, gap, EventKind.SEIZED, date(2025, 6, 1), place=names.post, incident="214/2025")
    _happen(clerk, contradiction, EventKind.EXPORTED, date(2024, 9, 1), country=names.other_state)
    _happen(clerk, contradiction, EventKind.FOUND, date(2024, 8, 1), place=names.post)
    _happen(clerk, late, EventKind.STOLEN, date(2023, 11, 2), precision="month", place=names.post)


def _sell(clerk: Any, names: Names) -> None:
    """A rifle bought in 2004 and sold on in 2009: the first hop of docs/tutorials/first-trace.md."""
    serial = MarkEntry("receiver", "manufacture", "serial", names.sold, "present")
    brought = MarkEntry("receiver", "import", "import_mark", "ALDORIA 2004", "present")
    rifle = WeaponEntry(
        type="assault rifle", maker="Zastava", model="M70", calibre="7.62x39", country="Serbia", marks=(serial, brought)
    )
    number = record_weapon(acting_user=clerk, entry=rifle)
    _happen(clerk, number, EventKind.IMPORTED, date(2004, 6, 14), country="SRB", document="IMP-2004-31")
    _happen(
        clerk, number, EventKind.EXPORTED, date(2009, 3, 2), country=names.other_state, document="EXP-2009-17",
        receiver_text="Ministry of Internal Security, central armoury",
    )  # fmt: skip


def _review(keeper: Any, armoury: int, names: Names) -> None:
    """A review of the measures of MOSAIC 05.20: most in place, one to be mended, one that nobody knows."""
    measures = checklist()
    answers = {one.code: AnswerEntry(MeasureAnswer.YES) for one in measures}
    answers[measures[1].code] = AnswerEntry(
        MeasureAnswer.NO, due=timezone.localdate() + timedelta(days=30), action=names.mend
    )
    answers[measures[2].code] = AnswerEntry(MeasureAnswer.NOT_KNOWN)
    day = timezone.localdate() - timedelta(days=60)
    record_review(acting_user=keeper, entry=ReviewEntry(armoury, day, risk="medium", answers=answers))


def _count(keeper: Any, armoury: int, stored: Sequence[WeaponLine]) -> None:
    """A stock-taking half done, and a lot of ammunition in the same store."""
    lot = LotEntry("IK 84-07", calibre="7.62 x 39", headstamp="IK 84", maker="Igman")
    record_lot(acting_user=keeper, entry=lot, store=armoury, quantity=12_000, day=date(2025, 1, 15))
    taking = open_taking(acting_user=keeper, depot_id=armoury)
    now = timezone.now()
    scans = [ScanIn(str(uuid4()), one.serial, now, place=n) for n, one in enumerate(stored[: STORED // 2], 1)]
    receive_scans(acting_user=keeper, taking_id=taking, device=str(uuid4()), scans=scans)


def _campaign(clerk: Any, post: int, bare: Sequence[int], names: Names) -> None:
    """A campaign that gives weapons without a number one."""
    for weapon in bare:
        _happen(clerk, weapon, EventKind.TRANSFERRED, ARRIVED, receiver=post)
    plan = CampaignPlan(f"{names.post} 2026", Occasion.STATE_STOCK, Marking.DOT_PEEN, (post,), timezone.localdate())
    number = plan_campaign(acting_user=clerk, plan=plan)
    add_team(acting_user=clerk, campaign_id=number, team=TeamPlan("1", yield_per_day=12))
    start_campaign(acting_user=clerk, campaign_id=number)


def _authorise(people: Mapping[str, Any], names: Names) -> None:
    """An export authorisation with its end-user certificate, granted, with weapons on its list; another to decide."""
    clerk, today = people["registrar"], timezone.localdate()
    dealer = record_holder(acting_user=clerk, entry=HolderEntry(kind="dealer", name="Hentzau & Co."))
    for reference, decided in (("C-77", True), ("C-78", False)):
        deal = DealEntry(
            origin=names.state, destination=names.other_state, end_use="police duty", contract=reference,
            valid_from=today - timedelta(days=30), valid_until=today + timedelta(days=300),
        )  # fmt: skip
        entry = ApplicationEntry("export", dealer, today - timedelta(days=40), deal=deal)
        number = applying.record_application(acting_user=clerk, entry=entry)
        user = PartyEntry("end_user", name="National Police", country=names.other_state)
        applying.put_party(acting_user=clerk, licence_id=number, party=user)
        applying.put_item(acting_user=clerk, licence_id=number, item=ItemEntry("pistol", 50, calibre="9x19"))
        _certify(clerk, number, names, reference)
        _weigh(clerk, number)
        deciding.finish_assessment(acting_user=clerk, licence_id=number)
        if decided:
            _grant(people, number)


def _certify(clerk: Any, number: int, names: Names, reference: str) -> None:
    """The ten elements of an end-user certificate, and a call back to who signed it."""
    today = timezone.localdate()
    certificate = Certificate(
        description="pistols", quantity=50, characteristics="Taurus PT 92, 9x19", contract_reference=reference,
        contract_date=today - timedelta(days=80), destination=names.other_state, end_use="police duty",
        exporter="Hentzau & Co.", exporter_address="Strelsau", end_user="National Police",
        end_user_position="Commissioner of logistics", end_user_address="Headquarters", signed="yes",
        no_other_parties=True, certified_by="Ministry of Internal Affairs", certified="yes",
        issued_on=today - timedelta(days=60), other="No re-export without agreement.",
    )  # fmt: skip
    certificates.record_certificate(acting_user=clerk, licence_id=number, certificate=certificate)
    check = CheckEntry("call back", "Embassy", today - timedelta(days=35), "authentic")
    certificates.check_certificate(acting_user=clerk, licence_id=number, check=check)


def _weigh(clerk: Any, number: int) -> None:
    """Every risk question answered in favour, with grounds."""
    asked = open_licence(acting_user=clerk, licence_id=number).questions
    answers = [RiskAnswer(one.code, Answer.NO, GROUNDS) for one in asked]
    risks.answer_questions(acting_user=clerk, licence_id=number, answers=answers)
    told = open_licence(acting_user=clerk, licence_id=number).questions
    other_way = [RiskAnswer(one.code, Answer.YES, GROUNDS) for one in told if one.risky]
    risks.answer_questions(acting_user=clerk, licence_id=number, answers=other_way)


def _grant(people: Mapping[str, Any], number: int) -> None:
    deciding.grant(acting_user=people["supervisor"], licence_id=number, reason="weighed")
    clerk = people["registrar"]
    (item,) = open_licence(acting_user=clerk, licence_id=number).items
    pistols = list_weapons(acting_user=clerk, filters=WeaponFilters(maker="taurus"), count=12).lines
    if pistols:
        weapons = [one.number for one in pistols]
        listing.list_weapons(acting_user=clerk, licence_id=number, item_id=item.id, weapons=weapons)


def _dispose(people: Mapping[str, Any], armoury: int, weapons: list[int], names: Names) -> None:
    """A theft reported; surplus decided; a destruction asked for by one person, waiting for another."""
    keeper, yesterday = people["stock_officer"], timezone.localdate() - timedelta(days=1)
    stolen, *surplus = weapons
    loss = LossEntry(LossKind.THEFT, armoury, yesterday, names.post, weapons=[stolen])
    report_loss(acting_user=keeper, entry=loss)
    entry = SurplusEntry(armoury, SurplusReason.OBSOLETE, surplus, yesterday, kept_apart="yes")
    number = identify_surplus(acting_user=keeper, entry=entry)
    decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.DESTRUCTION, reason="PoA II.18")
    record = DestructionEntry(
        armoury, Destroying.CUT_OR_SHRED, weapons=surplus[:6], witness_roles=names.witness, place=names.foundry,
        day=yesterday,
    )  # fmt: skip
    ask(acting_user=keeper, record_id=make_record(acting_user=keeper, entry=record))
