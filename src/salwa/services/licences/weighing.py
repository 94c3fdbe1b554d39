"""An application weighed: what it lacks, what forbids it, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.completeness import Application, ItemAsked, Lack, lacks
from salwa.domain.licences.vocabulary import CheckResult, LicenceKind, PartyRole
from salwa.services.licences.certificates import certificate_of, checks_of, content_of, misfits_of
from salwa.services.licences.notices import notice_warnings
from salwa.services.licences.refused import refused_like
from salwa.services.licences.risks import assessment_of, risk_warnings
from salwa.services.licences.values import RefusedDeal
from salwa.storage.register.models import Licence, LicenceItem, LicenceParty

REFUSED_BEFORE = message("A deal like this one was refused on {day}, under the number {number}.")


def application_of(licence: Licence) -> Application:
    """The application as the rules see it."""
    certificate = certificate_of(licence)
    roles = LicenceParty.objects.filter(licence=licence, ended_at=None).values_list("role", flat=True)
    items = LicenceItem.objects.filter(licence=licence, ended_at=None).order_by("pk")
    return Application(
        kind=LicenceKind(licence.kind),
        own_state=settings.SALWA["state"],
        origin=licence.origin,
        destination=licence.destination,
        end_use=licence.end_use,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        broker_registration=licence.broker_registration,
        broker_registered_until=licence.broker_registered_until,
        roles=frozenset(PartyRole(role) for role in roles),
        items=tuple(ItemAsked(bool(one.type_text.strip()), one.quantity) for one in items),
        certificate=content_of(certificate) if certificate else None,
        checks=tuple(CheckResult(one.result) for one in checks_of(certificate)) if certificate else (),
        assessment=assessment_of(licence),
    )


def lacks_of(licence: Licence, day: date) -> tuple[Lack, ...]:
    """What must still be there before it can be granted on `day`."""
    return lacks(application_of(licence), day)


def warnings_of(licence: Licence, alike: Sequence[RefusedDeal] | None = None) -> tuple[Sentence, ...]:
    """What speaks against granting without forbidding it; whoever decides says why it is granted all the same.

    `alike`: refused deals like this one, where they have been looked for already.
    """
    certificate = certificate_of(licence)
    found = [*risk_warnings(licence)]
    if certificate is not None:
        found += misfits_of(licence, content_of(certificate))
    found += [
        Sentence(REFUSED_BEFORE, {"day": one.refused_on.isoformat(), "number": one.line.number})
        for one in (refused_like(licence) if alike is None else alike)
    ]
    found += notice_warnings(licence)
    return tuple(found)
