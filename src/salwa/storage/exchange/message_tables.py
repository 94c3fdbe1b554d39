"""Messages that leave and arrive, and the evidence of each stage. Kept as long as the record; nothing is deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    """A sealed message to another State, written in the transaction of what it tells.

    `uid` is the message's own number (jti), `about` the uid of the business object. `sealed` are the exact bytes that
    leave, whichever way. `state`: waiting (tried again at `next_try_at`), delivered (a receipt is here) or dead (given
    up until a person tries again). `last_code` says why the last try failed.
    """

    uid = models.CharField(max_length=40, unique=True)
    to_state = models.CharField(max_length=3)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=64, blank=True)
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField()
    posted_by_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    last_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "dead"]), name="known_state_of_outbox"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["to_state", "state"], name="outbox_partner"),
            models.Index(fields=["about"], name="outbox_about"),
        ]


class MessageStage(models.Model):
    """Evidence of one stage: submitted, delivered, opened, answered. Appended, never changed.

    `receipt` are the exact bytes of the proof where there is one; `epoch` that of the installation that gave it.
    """

    message = models.ForeignKey(OutboxMessage, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=9)
    epoch = models.PositiveIntegerField()
    receipt = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(stage__in=["submitted", "delivered", "opened", "answered"]), name="known_stage"
            ),
            models.UniqueConstraint(fields=["message", "stage", "epoch"], name="a_stage_once_an_epoch"),
        ]


class InboxMessage(models.Model):
    """A message that arrived and was taken, once for each sender and uid however often and by whichever way it came.

    `sealed` are the exact bytes that came first; `jws` is what the sender signed, kept as evidence; `receipt` is what
    was answered, and is answered again to every duplicate.
    """

    from_state = models.CharField(max_length=3)
    uid = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()
    jws = models.TextField()
    sha256 = models.CharField(max_length=64)
    receipt = models.BinaryField()
    way = models.CharField(max_length=5)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField()
    code = models.CharField(max_length=40)
    opened_at = models.DateTimeField(null=True)
    opened_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["from_state", "uid"], name="a_message_once"),
            models.CheckConstraint(condition=Q(way__in=["https", "file"]), name="known_way"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["received_at"], name="inbox_received")]


class RecordedTest(models.Model):
    """The effect of a test message: one row each time its handler ran."""

    message = models.ForeignKey(InboxMessage, on_delete=models.PROTECT, related_name="recorded_tests")
    about = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
