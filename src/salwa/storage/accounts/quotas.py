"""How much of a day's allowance a person has used: one row per person, day and kind."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.accounts.people import User


class DayQuota(models.Model):
    """`used` of the day's allowance of `kind` (look-ups, screened rows). Raised by one conditional UPDATE, so exact."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=30)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "day", "kind"], name="one_quota_a_day")
        ]
