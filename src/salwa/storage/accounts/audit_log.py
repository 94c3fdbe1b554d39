"""The audit log: one row for every change and every sensitive read. The database itself refuses to change them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from salwa.domain.audit import canonical_json
from salwa.storage.accounts.people import User

if TYPE_CHECKING:
    Text = models.TextField[Mapping[str, Any], Any]
else:
    Text = models.TextField


class CanonicalJSON(Text):
    """A JSON object kept as the very text that was hashed: a database's own JSON type would write numbers anew."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        """The object. Text that somebody put there by hand and that is no JSON is shown as it stands."""
        try:
            return json.loads(value) if value is not None else None
        except (TypeError, ValueError):
            return {"": str(value)}

    def get_prep_value(self, value: Any) -> Any:
        """The canonical text."""
        return canonical_json(value) if isinstance(value, Mapping) else super().get_prep_value(value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations this is plain text: they import nothing of the product."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class AuditEntry(models.Model):
    """Who did what to which object, when and for what purpose.

    `number` counts from 1 without gaps. `leaf_hash` covers all fields and `previous_hash`, the leaf hash of the entry
    before (domain/audit/entries.py); both are hexadecimal digits.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60, db_index=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    purpose = models.TextField(blank=True)
    details = CanonicalJSON(default=dict)
    previous_hash = models.CharField(max_length=64)
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]
