"""Counts of the whole register at one moment."""

from __future__ import annotations

from django.db import models


class Counting(models.Model):
    """One count of the register. `figures`: kind -> {"records", "pieces", "by": {way of counting: {code: records}}}.

    `as_of` is null while the count waits or runs. `last_weapon`: the highest weapon id that was counted, by which a
    reader sees whether records were added since. One row is one consistent set of figures, replaced as a whole.
    """

    requested_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True, db_index=True)
    seconds = models.FloatField(default=0)
    last_weapon = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
