"""Authorisations as lines of lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from salwa.domain.licences.standing import Standing
from salwa.domain.licences.vocabulary import LicenceState
from salwa.domain.weapons import HolderKind
from salwa.services.holders.values import HolderLine
from salwa.services.licences.values import LicenceLine
from salwa.services.weapons.names import name_of
from salwa.storage.register.models import Holder, Licence, LicenceItem


def lines(rows: Sequence[Licence]) -> list[LicenceLine]:
    """Lines of these rows (with their applicants loaded), as they show today."""
    today = timezone.localdate()
    sums = LicenceItem.objects.filter(licence__in=rows, ended_at=None).values_list("licence_id")
    pieces = dict(sums.annotate(sum=Sum("quantity")))
    return [_line(row, pieces.get(row.pk, 0), today) for row in rows]


def holder_line(holder: Holder) -> HolderLine:
    """A holder as it is named on pages of authorisations."""
    name = "" if holder.kind == HolderKind.PERSON.value else holder.name
    return HolderLine(holder.pk, holder.kind, name, holder.reference, holder.country_code, holder.closed_on)


def state_on(licence: Licence, today: date) -> LicenceState:
    """The state as it shows on a day, expiry included."""
    return Standing(state=LicenceState(licence.state)).on(today, licence.valid_until)


def _line(row: Licence, pieces: int, today: date) -> LicenceLine:
    return LicenceLine(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        state=state_on(row, today).value,
        applicant=holder_line(row.applicant),
        destination=row.destination,
        destination_name=name_of("country", row.destination) if row.destination else "",
        valid_until=row.valid_until,
        pieces=pieces,
        recorded_at=row.recorded_at,
    )
