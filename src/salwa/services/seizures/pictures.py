"""Pictures of seized weapons: checked, drawn anew without place, time and phone, each of a mark or of the whole."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.services.audit.actions import write_entry
from salwa.services.seizures.permissions import check_may_record_seizures, check_may_see_seizures, seized_with
from salwa.services.weapons.actions import save_picture
from salwa.services.weapons.pictures import keep_picture
from salwa.services.weapons.queries import NO_SUCH_PICTURE
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Picture


def add_seized_picture(
    *, acting_user: User, seized: int, stream: BinaryIO, caption: str = "", mark: int | None = None
) -> int:
    """Add a picture to a seized weapon; returns its number. In order: permit, draw anew, save, audit.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_a_picture`, `picture_too_large`).
    """
    check_may_record_seizures(acting_user)
    row = seized_with(seized)
    kept = keep_picture(stream)
    with transaction.atomic():
        picture = save_picture(acting_user, row.weapon, kept, caption, mark)
        write_entry(
            acting_user=acting_user, action="seizures.picture_added", object_kind="seized_weapon", object_id=row.pk,
            details={"picture": picture.pk, "sha256": kept.sha256},
        )  # fmt: skip
    return picture.pk


def seized_picture_file(*, acting_user: User, picture: int, small: bool) -> Path:
    """Path of a picture of a seized weapon, or of its small version. Raises `NotPermitted` and `NotFound`."""
    check_may_see_seizures(acting_user)
    found = Picture.objects.filter(pk=picture, weapon__seized_as__isnull=False).first()
    if found is None:
        raise NotFound("no_such_picture", Sentence(NO_SUCH_PICTURE))
    path = Path(settings.MEDIA_ROOT) / found.file
    return path.with_suffix(".small.jpg") if small else path
