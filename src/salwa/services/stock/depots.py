"""Depots: recording them and what is known of them. Old details stay readable (PoA II.17, locations)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.holders.words import keep_words
from salwa.services.stock.permissions import MANAGE, STORES, check_in_unit, depot_for
from salwa.services.stock.values import DepotEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Depot, Holder

WITHOUT_NAME = message("The depot has no name.")
GIVE_NAME = message("Write the name by which people know it; it need not say where it lies.")
HALF_A_PLACE = message("One of the two coordinates is missing or lies outside the earth.")
BOTH_OR_NONE = message("Give latitude (-90 to 90) and longitude (-180 to 180), or leave both empty.")
WRONG_KIND = message("A depot cannot be of the kind {kind}.")
DEPOT_OR_STORE = message("Choose depot or evidence store.")


def record_depot(*, acting_user: User, entry: DepotEntry) -> int:
    """Record a depot of one's own unit; returns its number (that of its holder).

    In order: permit, check, save, audit. Raises `NotPermitted`, `NotFound` (another unit), and `Refusal`
    (`depot_without_name`, `half_a_place`, `wrong_kind_of_depot`).
    """
    unit = entry.unit if entry.unit is not None else unit_for_new_records(acting_user, MANAGE)
    check_in_unit(acting_user, MANAGE, unit)
    _check(entry)
    now = timezone.now()
    with transaction.atomic():
        holder = Holder.objects.create(
            kind=entry.kind, name=entry.name.strip()[:300], reference=entry.reference.strip()[:100], unit_id=unit,
            opened_on=None, recorded_at=now, recorded_by_id=acting_user.pk,
        )  # fmt: skip
        keep_words(holder)
        _save_details(holder, entry, acting_user)
        write_entry(acting_user=acting_user, action="stock.depot_recorded", object_kind="holder", object_id=holder.pk)
    return holder.pk


def change_depot(*, acting_user: User, depot_id: int, entry: DepotEntry) -> None:
    """Record what is known of a depot now; what was known before stays readable. Raises as `record_depot`."""
    depot = depot_for(acting_user, depot_id, MANAGE)
    _check(entry)
    with transaction.atomic():
        Holder.objects.filter(pk=depot.pk).update(
            name=entry.name.strip()[:300], reference=entry.reference.strip()[:100], kind=entry.kind
        )
        keep_words(Holder.objects.get(pk=depot.pk))
        _save_details(depot, entry, acting_user)
        details = {"name_changed": depot.name != entry.name.strip()[:300]}
        write_entry(
            acting_user=acting_user, action="stock.depot_changed", object_kind="holder", object_id=depot.pk,
            details=details,
        )  # fmt: skip


def _save_details(holder: Holder, entry: DepotEntry, user: User) -> None:
    Depot.objects.create(
        holder=holder, place=entry.place.strip()[:300], latitude=entry.latitude, longitude=entry.longitude,
        capacity=entry.capacity, hazard_notes=entry.hazard_notes, recorded_at=timezone.now(), recorded_by_id=user.pk,
    )  # fmt: skip


def _check(entry: DepotEntry) -> None:
    if not entry.name.strip():
        raise Refusal("depot_without_name", Sentence(WITHOUT_NAME), remedy=Sentence(GIVE_NAME), where={"field": "name"})
    if entry.kind not in STORES:
        raise Refusal(
            "wrong_kind_of_depot", Sentence(WRONG_KIND, {"kind": entry.kind}), remedy=Sentence(DEPOT_OR_STORE)
        )
    latitude, longitude = entry.latitude, entry.longitude
    if (latitude is None) != (longitude is None) or (
        latitude is not None and longitude is not None and not (abs(latitude) <= 90 and abs(longitude) <= 180)
    ):
        raise Refusal(
            "half_a_place", Sentence(HALF_A_PLACE), remedy=Sentence(BOTH_OR_NONE), where={"field": "latitude"}
        )
