"""This installation as others see it, the installations it knows, and the keys of both. Nothing is deleted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Node(models.Model):
    """This installation; one row. `epoch` counts how often it was put back from a backup, from 1.

    `token` is new with every change of keys and partners, so that processes know when to read them again.
    """

    state = models.CharField(max_length=3)
    address = models.CharField(max_length=300, blank=True)
    epoch = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="one_node"),
        ]


class OwnKey(models.Model):
    """A pair of keys of this installation. `private` is sealed; retired ones still open what was sealed to them."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    fingerprint = models.CharField(max_length=64, unique=True)
    private = models.BinaryField()
    public = models.JSONField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Peer(models.Model):
    """Another installation. `epoch` is the highest one it was heard with; `reached_at` its last receipt."""

    state = models.CharField(max_length=3, unique=True)
    address = models.CharField(max_length=300, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)


class PeerKey(models.Model):
    """Public keys of another installation, and since when and until when they count; past ones judge old evidence.

    `source`: list (the trust list, of version `list_version`) or pin (compared on paper by people here). A pin in
    force overrides the list. `standing`: proposed, current, retired (what it signed stays good), revoked (may be in
    wrong hands since then) or dropped (a proposal nobody approved). `fingerprint` is what people compare on paper.
    """

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    fingerprint = models.CharField(max_length=64)
    signing_kid = models.CharField(max_length=43, db_index=True)
    public = models.JSONField()
    address = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=4)
    standing = models.CharField(max_length=8)
    list_version = models.PositiveIntegerField(null=True)
    since = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(source__in=["list", "pin"]), name="known_source_of_key"),
            models.CheckConstraint(
                condition=Q(standing__in=["proposed", "current", "retired", "revoked", "dropped"]),
                name="known_standing_of_key",
            ),
            models.UniqueConstraint(
                fields=["peer"], condition=Q(source="pin", standing="current"), name="one_pin_of_a_peer"
            ),
            models.UniqueConstraint(fields=["signing_kid"], condition=Q(source="list"), name="a_listed_key_once"),
        ]


class TrustListVersion(models.Model):
    """A version of the trust list that was taken in, as its exact bytes; all stay, so that no older one is believed.

    `era` grows when trust begins anew from paper; versions count from 1 in each.
    """

    era = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    content = models.BinaryField()
    taken_at = models.DateTimeField()
    expires = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["era", "version"], name="a_version_of_the_list_once"),
        ]
