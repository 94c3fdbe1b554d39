"""Authorisations of the licensing authority in every state that has pages of its own."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.licences import certificates, deciding
from salwa.services.licences.listing import list_weapons
from salwa.services.licences.using import use_licence
from salwa.services.licences.values import UseEntry
from salwa.storage.register.models import Licence, LicenceParty, LicenceStep
from tests.assurance.authorisation.people import Staff
from tests.builders.licences import Office, item_of
from tests.services.search.weapons import a_taurus

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n"


def papers_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    office = Office(staff.first[Role.REGISTRAR], staff.first[Role.SUPERVISOR])
    letter = staff.unit[1].upper()
    applied = office.applied()
    certificates.add_scan(acting_user=office.clerk, licence_id=applied.pk, stream=io.BytesIO(PDF))
    scan = applied.certificates.latest("pk").scans.latest("pk").pk
    party = LicenceParty.objects.filter(licence=applied).latest("pk").pk
    assessed = office.applied()
    deciding.finish_assessment(acting_user=office.clerk, licence_id=assessed.pk, opinion="well")
    refused = office.applied()
    deciding.finish_assessment(acting_user=office.clerk, licence_id=refused.pk)
    deciding.refuse(acting_user=office.supervisor, licence_id=refused.pk, reason="doubts", day=timezone.localdate())
    granted = office.granted(kind="export", quantity=5)
    weapons = [a_taurus(f"LI{letter} {number}") for number in (1001, 1002)]
    list_weapons(
        acting_user=office.clerk, licence_id=granted.pk, item_id=item_of(granted), weapons=[one.pk for one in weapons]
    )
    imported = LifeEntry(
        weapons[1].pk, EventKind.IMPORTED, str(uuid4()), timezone.localdate() - timedelta(days=900), country="DEU",
        giver_text="Old Arms GmbH",
    )  # fmt: skip
    record_entry(acting_user=office.clerk, entry=imported)
    use = UseEntry(str(uuid4()), timezone.localdate(), weapons=(weapons[0].pk,), place="port", note="flight 7")
    use_licence(acting_user=office.clerk, licence_id=granted.pk, use=use)
    used = LicenceStep.objects.get(licence=granted, kind="used").number
    return {
        "licence": {"number": granted.pk, "licence": granted.pk, "place": used, "state": "KEN"},
        "applied_licence": {"number": applied.pk, "party": party, "item": item_of(applied)},
        "assessed_licence": {"number": assessed.pk},
        "amended_licence": {"number": _amended(office).pk},
        "suspended_licence": {"number": _suspended(office).pk},
        "asked_licence": {"number": _asked(office).pk},
        "licence_abroad": {"number": granted.pk, "state": "DEU"},
        "certificate_scan": {"number": scan},
    }


def _amended(office: Office) -> Licence:
    licence = office.granted()
    deciding.ask_amendment(
        acting_user=office.clerk, licence_id=licence.pk, reason="later", conditions="none",
        valid_until=timezone.localdate() + timedelta(days=400), quantities={},
    )  # fmt: skip
    return licence


def _suspended(office: Office) -> Licence:
    licence = office.granted()
    deciding.suspend(acting_user=office.supervisor, licence_id=licence.pk, reason="looked into")
    return licence


def _asked(office: Office) -> Licence:
    licence = office.applied()
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    deciding.ask_information(acting_user=office.supervisor, licence_id=licence.pk, question="who pays?")
    return licence
