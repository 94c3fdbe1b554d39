"""What makes marks findable. Derived from weapons and marks: it can be dropped and built again at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SearchSegment(models.Model):
    """One immutable part of the search index; the rows of this table are the index as a reader sees it.

    `kind` is sealed (a file `file` in the folder `index` of the home folder) or batch (`payload`, the same bytes kept
    here so that they become visible with the import that brought them). A merge replaces rows in one transaction.
    `folding` is the version of the folding table, `layout` that of the file; rows of another version are built anew.
    """

    kind = models.CharField(max_length=6)
    records = models.PositiveIntegerField()
    file = models.CharField(max_length=100, blank=True)
    payload = models.BinaryField(null=True)
    folding = models.CharField(max_length=20, blank=True)
    layout = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="sealed", payload=None) & ~Q(file="")
                | Q(kind="batch", file="", payload__isnull=False),
                name="sealed_in_a_file_or_batch_in_a_row",
            )
        ]


class SearchKey(models.Model):
    """One key of one mark saved by itself: written with the mark, merged into a segment later.

    `key` is the hash of the skeleton or of an edited form of it, as a signed number; `record` the 32 bytes which the
    index keeps of a mark. `mark` and `weapon` are identifiers without a foreign key, as in a segment.
    """

    key = models.BigIntegerField(db_index=True)
    mark = models.BigIntegerField()
    weapon = models.BigIntegerField()
    record = models.BinaryField()
