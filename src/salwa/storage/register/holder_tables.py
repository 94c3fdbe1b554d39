"""What was written of holders before it was corrected, and the words under which they are found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.register.custody_tables import Holder


class HolderChange(models.Model):
    """One field of a holder as it was (`before`) and as it is since then (`after`). Append-only.

    `field` is the name of the column; closing a holder changes `closed_on` and `successor` (by its number, ITI 13).
    """

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField()


class HolderWord(models.Model):
    """A word of a holder's name or reference, folded. Derived: it can be dropped and made again at any time."""

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="words")
    word = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["holder", "word"], name="holder_word_once")
        ]
