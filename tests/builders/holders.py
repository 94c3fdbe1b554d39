"""Holders of an invented register."""

from __future__ import annotations

from django.utils import timezone

from salwa.domain.weapons import HolderKind
from salwa.storage.register.models import Holder


def a_holder(name: str, kind: HolderKind = HolderKind.DEPOT, **facts: object) -> Holder:
    """A holder; of a person only that it is one."""
    shown = "" if kind is HolderKind.PERSON else name
    return Holder.objects.create(kind=kind.value, name=shown, recorded_at=timezone.now(), recorded_by_id=1, **facts)
