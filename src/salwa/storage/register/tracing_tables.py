"""Seizures, tracing cases, and requests between States. Appended and corrected, never deleted (ITI 5, 9, 14-23)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.tracing import AnswerKind, Channel, Step
from salwa.storage.register.weapon_tables import Weapon


class Incident(models.Model):
    """One seizure, find or surrender, of one weapon or several. What it is counted as stands in its classifications.

    `day` is the first day of what is known. `kept_by` says who holds the weapons now, `evidence` under which number.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    reference = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True)
    precision = models.CharField(max_length=6, default="day")
    day_text = models.CharField(max_length=100, blank=True)
    place = models.TextField(blank=True)
    circumstances = models.TextField(blank=True)
    kept_by = models.TextField(blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(precision__in=["day", "month", "year"]), name="known_precision_of_incident"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day", "id"], name="incident_day")]


class Classification(models.Model):
    """What an incident is counted as; the newest counts, the older stay readable (indicator 16.4.2, IAFQ).

    `limbs`: letter of ITI 6 -> legal justification. `offences`: words of domain/tracing.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="classifications")
    version = models.PositiveIntegerField()
    circumstance = models.CharField(max_length=12)
    ground = models.CharField(max_length=30)
    place_kind = models.CharField(max_length=30)
    offences = models.JSONField(default=list)
    limbs = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "version"], name="one_classification_of_a_version"),
        ]


class SeizedWeapon(models.Model):
    """One weapon of an incident. `weapon` holds its marks as read at the scene; `registered_as` is the record of the
    register an officer says it is, if any. `checks` is what the checks found when it was saved, never overwritten.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="weapons")
    position = models.PositiveSmallIntegerField()
    weapon = models.OneToOneField(Weapon, on_delete=models.PROTECT, related_name="seized_as")
    registered_as = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="seized_again")
    checks = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "position"], name="one_weapon_at_a_place_of_an_incident"),
        ]


class ExpertQuestion(models.Model):
    """A question to the experts about a seized weapon nobody could identify, and their answer."""

    seized = models.ForeignKey(SeizedWeapon, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asked_at"], name="expert_queue", condition=Q(answered_at=None)),
        ]


class TracingCase(models.Model):
    """The tracing of one weapon, from request to request to the point where it became illicit (ITI 5)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(max_length=40, unique=True)
    seized = models.OneToOneField(SeizedWeapon, on_delete=models.PROTECT, related_name="case")
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="open_tracing_cases", condition=Q(closed_at=None)),
        ]


class CaseFinding(models.Model):
    """What a case has established: `kind` outcome, last_lawful_record or point_of_diversion; the newest counts.

    `values` by kind: outcome {"outcome"}; last_lawful_record {"state", "day", "precision", "holder", "document"};
    point_of_diversion {"state", "day", "precision", "place", "how", "established": "tracing" or "otherwise"}.
    `request` is the request whose answer it rests on, `entry` the entry of the own register. Where a person let a
    proposed text stand, `values` also holds "how_kept" or "reason_kept": its code and values, said in any language.
    """

    case = models.ForeignKey(TracingCase, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20)
    values = models.JSONField()
    reason = models.TextField(blank=True)
    request = models.ForeignKey("register.OutgoingRequest", on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey("register.Event", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["outcome", "last_lawful_record", "point_of_diversion"]), name="known_case_finding"
            ),
        ]


class RestrictedNote(models.Model):
    """A note on groups or persons, for those cleared for it only (resolution 77/71, paragraph 29). `text` is sealed."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    case = models.ForeignKey(TracingCase, on_delete=models.PROTECT, related_name="restricted_notes")
    text = models.BinaryField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()


class OutgoingRequest(models.Model):
    """A tracing request to another State. `contents` is what was sent, frozen at `sent_at`; a draft may change.

    `follows` is the request whose answer led to this one: the next hop. `due_acknowledgement` and `due_answer` are
    when reminders begin. `why_kept`: code and values of `why` where Salwa proposed it. `answer_unread`: an answer came,
    and nobody who works on requests has opened it yet.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    case = models.ForeignKey(TracingCase, on_delete=models.PROTECT, related_name="requests")
    to_state = models.CharField(max_length=3)
    why = models.TextField(blank=True)
    why_kept = models.JSONField(null=True)
    channel = models.CharField(max_length=14)
    contents = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=24, default="draft")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="led_to")
    drafted_at = models.DateTimeField()
    drafted_by_id = models.BigIntegerField()
    sent_at = models.DateTimeField(null=True)
    due_acknowledgement = models.DateTimeField(null=True)
    due_answer = models.DateTimeField(null=True)
    answer_unread = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel]), name="known_channel_of_request"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="outgoing_state"),
            models.Index(fields=["id"], name="outgoing_answer_unread", condition=Q(answer_unread=True)),
        ]


class IncomingRequest(models.Model):
    """A tracing request of another State. `contents` exactly as received; `message` the uid of the sealed message.

    `weapon` is the record an officer says it is about; nothing says so to the requester before an answer is released.
    """

    uid = models.UUIDField(unique=True)
    from_state = models.CharField(max_length=3)
    channel = models.CharField(max_length=14)
    contents = models.JSONField()
    message = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=24, default="sent")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="asked_about")
    due_answer = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel]), name="known_channel_of_incoming"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "id"], name="incoming_state")]


class RequestStep(models.Model):
    """A step of a request, outgoing or incoming; appended, never changed. `uid` makes the same message one step.

    `body` is what the message said; `message` the uid of the sealed message that brought or took it; `taken_by_id` the
    person, null for a step of the other side or of the program.
    """

    outgoing = models.ForeignKey(OutgoingRequest, on_delete=models.PROTECT, null=True, related_name="steps")
    incoming = models.ForeignKey(IncomingRequest, on_delete=models.PROTECT, null=True, related_name="steps")
    uid = models.CharField(max_length=60, unique=True)
    step = models.CharField(max_length=24)
    body = models.JSONField(default=dict)
    message = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()
    taken_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(step__in=[one.value for one in Step]), name="known_step_of_request"),
            models.CheckConstraint(
                condition=Q(outgoing=None, incoming__isnull=False) | Q(outgoing__isnull=False, incoming=None),
                name="a_step_of_one_request",
            ),
        ]


class AnswerDraft(models.Model):
    """An answer in the making. Whoever drafted it does not release it; once released it never changes (ITI 18-23).

    `contents` as in the message; `evidence`: for each statement the numbers of the entries of the register behind it.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    incoming = models.ForeignKey(IncomingRequest, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=12)
    contents = models.JSONField()
    evidence = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by_id = models.BigIntegerField()
    sent_back_at = models.DateTimeField(null=True)
    sent_back_because = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True)
    released_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in AnswerKind]), name="known_answer_kind"),
            models.CheckConstraint(
                condition=Q(released_by_id=None) | ~Q(released_by_id=models.F("drafted_by_id")),
                name="released_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["incoming"],
                condition=Q(released_at=None, sent_back_at=None),
                name="one_open_draft_of_an_answer",
            ),
        ]
