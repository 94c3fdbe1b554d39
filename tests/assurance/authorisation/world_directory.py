"""Points of contact for either unit: in the directory, published, and own corrections of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from salwa.services.accounts.actions import operator
from salwa.services.directory.contacts import enter_contact
from salwa.services.directory.public import public_edition
from salwa.services.directory.publishing import publish_edition
from salwa.services.directory.states import record_own_correction
from salwa.services.directory.trials import send_test
from salwa.storage.cooperation.models import Contact, ContactTest
from tests.assurance.authorisation.people import Staff
from tests.assurance.authorisation.policy import OWN
from tests.builders.directory import details, pin


def directory_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Thing -> the parts of its address."""
    state = "UGA" if staff.unit == OWN else "TZA"
    known = details(valid_until=None)
    number = enter_contact(acting_user=operator(), state=state, kind="iti", details=known, source="state")
    send_test(acting_user=operator(), contact_id=number)
    # Long enough ago that another may be sent.
    ContactTest.objects.filter(contact_id=number).update(sent_at=timezone.now() - timedelta(days=10))
    edition = publish_edition(acting_user=operator()).number
    pin(operator())
    own = record_own_correction(acting_user=operator(), state=state, kind="poa", details=known, reason="letter")
    uid = str(Contact.objects.get(pk=number).uid)
    assert uid in {one.uid for one in public_edition().contacts}
    return {
        "kept_contact": {"number": number},
        "directory_edition": {"number": edition},
        "public_contact": {"state": state, "uid": uid},
        "state_contact": {"state": state},
        "own_contact": {"number": own},
    }
