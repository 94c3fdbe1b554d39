"""Verifying that goods arrived where they were to go (PoA II.11, II.12)."""

from __future__ import annotations

from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.vocabulary import StepKind
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.licences.permissions import check_may_prepare_licence
from salwa.services.licences.steps import locked_licence, take_step
from salwa.services.licences.using import used_pieces
from salwa.services.licences.values import DeliveryEntry
from salwa.storage.accounts.models import User

NOBODY_SAID = message("Say who confirmed the arrival.")
FOR_EXAMPLE = message("For example the customs of the country of destination, with the number of their paper.")


def verify_delivery(*, acting_user: User, licence_id: int, delivery: DeliveryEntry) -> int:
    """Record what is known of the arrival of goods (PoA II.11, II.12). Fewer than left is a finding, never a refusal.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`nobody_said`, `not_now`, `in_the_future`).
    """
    check_may_prepare_licence(acting_user)
    if not delivery.confirmed_by.strip():
        raise Refusal(
            "nobody_said", Sentence(NOBODY_SAID), remedy=Sentence(FOR_EXAMPLE), where={"field": "confirmed_by"}
        )
    with transaction.atomic():
        licence = locked_licence(licence_id)
        details = {
            "arrived": delivery.arrived,
            "used": used_pieces(licence),
            "confirmed_by": delivery.confirmed_by.strip()[:300],
            "document": delivery.document.strip()[:200],
        }
        step = take_step(
            acting_user, licence, StepKind.DELIVERY_VERIFIED, day=delivery.day, reason=delivery.note, details=details
        )
        write_entry(
            acting_user=acting_user,
            action="licences.stepped",
            object_kind="licence",
            object_id=licence.pk,
            details={"step": step.number, "kind": step.kind},
        )
    return step.number
