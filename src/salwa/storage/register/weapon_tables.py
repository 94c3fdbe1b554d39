"""Weapons and what is known of them. Text as typed stands beside its reading and is never overwritten by it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.weapons import Build, Component, ContentKind, EventKind, FrameMaterial, ItemKind, MarkState, Occasion


class Weapon(models.Model):
    """One item of the register: a weapon, a part, ammunition or another object, as `kind` says.

    For each of type, maker, model, calibre and country: `*_text` is what was typed, `*_code` the reference entry it
    was read as (empty = not read), `*_confidence` how sure the reading is, in per cent. `year` and `month` of
    manufacture are numbers, null when unknown; `year_origin` says whether a person gave it or the serial tells it.
    `identity` (unique) makes imports idempotent: 32 hexadecimal digits of what identifies the source row.
    """

    kind = models.CharField(max_length=12, default=ItemKind.WEAPON.value)
    type_text = models.TextField(blank=True)
    type_code = models.CharField(max_length=60, blank=True)
    type_confidence = models.PositiveSmallIntegerField(default=0)
    maker_text = models.TextField(blank=True)
    maker_code = models.CharField(max_length=60, blank=True)
    maker_confidence = models.PositiveSmallIntegerField(default=0)
    model_text = models.TextField(blank=True)
    model_code = models.CharField(max_length=60, blank=True)
    model_confidence = models.PositiveSmallIntegerField(default=0)
    calibre_text = models.TextField(blank=True)
    calibre_code = models.CharField(max_length=60, blank=True)
    calibre_confidence = models.PositiveSmallIntegerField(default=0)
    country_text = models.TextField(blank=True)
    country_code = models.CharField(max_length=3, blank=True)
    import_country_text = models.TextField(blank=True)
    import_country_code = models.CharField(max_length=3, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    year_origin = models.CharField(max_length=12, blank=True)
    state_owned = models.CharField(max_length=10, default="unknown")
    quantity = models.PositiveIntegerField(null=True)
    # How it came into being and what its frame is made of; a modular weapon's parts change (events part_fitted ...).
    build = models.CharField(max_length=12, default=Build.UNKNOWN.value, db_default=Build.UNKNOWN.value)
    frame_material = models.CharField(
        max_length=20, default=FrameMaterial.UNKNOWN.value, db_default=FrameMaterial.UNKNOWN.value
    )
    modular = models.CharField(max_length=10, default="unknown", db_default="unknown")
    reference = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=32, unique=True)
    # Fingerprint of the source row's cells: the same record with other content is a correction.
    content = models.CharField(max_length=32, blank=True)
    # The origin of the record: an import and its row, or the person who entered it.
    origin_import = models.ForeignKey("register.Import", on_delete=models.PROTECT, null=True, related_name="weapons")
    origin_row = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    # The organisation whose person recorded it; rights limited to a unit look here and at the present holder's unit.
    unit_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in ItemKind]), name="known_item_kind"),
            models.CheckConstraint(condition=Q(state_owned__in=["yes", "no", "unknown"]), name="known_state_ownership"),
            models.CheckConstraint(condition=Q(month=None) | Q(month__range=(1, 12)), name="month_of_year"),
            models.CheckConstraint(condition=Q(build__in=[one.value for one in Build]), name="known_build"),
            models.CheckConstraint(
                condition=Q(frame_material__in=[one.value for one in FrameMaterial]), name="known_frame_material"
            ),
            models.CheckConstraint(condition=Q(modular__in=["yes", "no", "unknown"]), name="known_modularity"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["maker_code", "model_code"], name="weapon_maker_model"),
            models.Index(fields=["origin_import", "origin_row"], name="weapon_origin"),
            # Lists go on from a weapon's number without sorting.
            models.Index(fields=["maker_code", "id"], name="weapon_maker"),
            models.Index(fields=["type_code", "id"], name="weapon_type"),
            models.Index(fields=["unit_id", "id"], name="weapon_unit", condition=Q(unit_id__isnull=False)),
        ]


class Mark(models.Model):
    """One mark on one component, exactly as read (ITI 7-10). A weapon has none to many; never a single serial column.

    `text` is raw; `normalised` its mild reading for display; `skeleton` folds what eyes confuse and carries the search.
    """

    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="marks")
    component = models.CharField(max_length=12, default=Component.UNKNOWN.value)
    occasion = models.CharField(max_length=30, default=Occasion.UNKNOWN.value)
    content = models.CharField(max_length=12, default=ContentKind.SERIAL.value)
    text = models.TextField(blank=True)
    normalised = models.CharField(max_length=120, blank=True)
    skeleton = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default=MarkState.PRESENT.value)
    script = models.CharField(max_length=10, blank=True)
    method = models.CharField(max_length=30, blank=True)
    recorded_at = models.DateTimeField()
    # The part that bears it where parts are known one by one; empty for a mark on the weapon as it was first recorded.
    part = models.ForeignKey("register.Part", on_delete=models.PROTECT, null=True, related_name="marks")
    # A wrong number is corrected by a new mark that names the old one; the old one stays readable and findable.
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MarkState]), name="known_mark_state"
            ),
            models.CheckConstraint(
                condition=Q(component__in=[part.value for part in Component]), name="known_component"
            ),
            models.CheckConstraint(condition=Q(occasion__in=[one.value for one in Occasion]), name="known_occasion"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["skeleton"], name="mark_skeleton", condition=~Q(skeleton=""))
        ]


class Picture(models.Model):
    """A picture of a weapon or of one mark, re-encoded without its metadata. `file` is relative to the media folder."""

    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="pictures")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, null=True, related_name="pictures")
    file = models.CharField(max_length=200)
    caption = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()


class Event(models.Model):
    """An entry about a weapon's life, append-only; `date` may be unknown, `precision` is day, month or year.

    A correction is an entry that names the one it `corrects` (`cancels`: that one never happened). `uid` is made by
    whoever records, so that the same entry sent twice is one; entries of imports have none (their row tells them).
    `giver_id` and `receiver_id` are holders, `giver_text` and `receiver_text` what was typed where nobody is known.
    `details` holds what only some kinds have (changed fields of a correction, method of a destruction ...).
    """

    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    date = models.DateField(null=True)
    precision = models.CharField(max_length=6, default="day")
    date_text = models.CharField(max_length=100, blank=True)
    place = models.TextField(blank=True)
    incident = models.TextField(blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    uid = models.CharField(max_length=36, null=True, unique=True)
    place_in_day = models.PositiveSmallIntegerField(default=0, db_default=0)
    giver = models.ForeignKey(
        "register.Holder", on_delete=models.PROTECT, null=True, related_name="given", db_index=False
    )
    receiver = models.ForeignKey(
        "register.Holder", on_delete=models.PROTECT, null=True, related_name="received", db_index=False
    )
    giver_text = models.CharField(max_length=300, blank=True, default="", db_default="")
    receiver_text = models.CharField(max_length=300, blank=True, default="", db_default="")
    country_code = models.CharField(max_length=3, blank=True, default="", db_default="")
    document = models.CharField(max_length=200, blank=True, default="", db_default="")
    part = models.ForeignKey(
        "register.Part", on_delete=models.PROTECT, null=True, related_name="events", db_index=False
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    cancels = models.BooleanField(default=False, db_default=False)
    source = models.CharField(max_length=20, blank=True, default="", db_default="")
    details = models.JSONField(null=True)
    recorded_by_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in EventKind]), name="known_event_kind"),
            models.CheckConstraint(
                condition=Q(precision__in=["day", "month", "year"]), name="known_precision_of_event"
            ),
            models.CheckConstraint(condition=Q(cancels=False) | ~Q(corrects=None), name="only_an_entry_is_cancelled"),
        ]
        # Most entries of imports name nobody: indexes hold only those that do.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["giver", "weapon"], name="event_giver", condition=Q(giver__isnull=False)),
            models.Index(fields=["receiver", "weapon"], name="event_receiver", condition=Q(receiver__isnull=False)),
            models.Index(fields=["part"], name="event_part", condition=Q(part__isnull=False)),
            models.Index(fields=["corrects"], name="event_corrects", condition=Q(corrects__isnull=False)),
        ]
