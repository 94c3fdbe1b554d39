"""The national marking profile: which version is in force, showing it, setting a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking import Profile
from salwa.domain.refusals import Refusal
from salwa.reference.profile_text import (
    PlacedFault,
    UnreadableProfile,
    default_profile,
    default_text,
    profile_from,
)
from salwa.services.audit.actions import write_entry
from salwa.services.marking.permissions import check_may_plan, check_may_see_campaigns
from salwa.storage.accounts.models import User
from salwa.storage.register.models import MarkingProfile

FAULTY = message("The profile was not set: {count} entries cannot be used. The first of them stands in line {line}.")
MEND = message("Mend the entries and set the file again; the profile in force was not touched.")
SOMEBODY_ELSE = message("Somebody else set a profile at the same moment.")
LOOK_FIRST = message("Look at the profile in force and set yours again if it is still needed.")
NOT_TEXT = message("The file is not text in UTF-8.")
SAVE_AS_TEXT = message("Save it as plain text in UTF-8.")


class FaultyProfile(Refusal):
    """A profile that was refused; `faults` tells every line."""

    def __init__(self, faults: tuple[PlacedFault, ...]) -> None:
        values = {"count": len(faults), "line": faults[0].line}
        super().__init__("faulty_profile", Sentence(FAULTY, values), remedy=Sentence(MEND))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """The profile in force: its version (0 = the one shipped), text, who set it and when."""

    version: int
    text: str
    set_at: datetime | None
    set_by: str
    profile: Profile


def state_code() -> str:
    """ISO 3166 code of the State this installation belongs to."""
    return str(settings.SALWA["state"]).upper()


def profile_in_force() -> Profile:
    """The profile in force. A text that this version of Salwa can no longer read gives way to the shipped one."""
    version = MarkingProfile.objects.aggregate(last=Max("version"))["last"]
    if not version:
        return default_profile()
    return _kept(version)


def _kept(version: int) -> Profile:
    return _parsed(MarkingProfile.objects.values_list("text", flat=True).get(version=version), version)


@lru_cache(maxsize=8)
def _parsed(text: str, version: int) -> Profile:
    try:
        return profile_from(text, version)
    except UnreadableProfile:
        return default_profile()


def show_profile(*, acting_user: User) -> ProfileShown:
    """The profile in force with its text."""
    check_may_see_campaigns(acting_user)
    row = MarkingProfile.objects.order_by("-version").first()
    if row is None:
        return ProfileShown(0, default_text(), None, "", default_profile())
    person = User.objects.filter(pk=row.set_by_id).first()
    return ProfileShown(row.version, row.text, row.set_at, str(person or ""), profile_in_force())


def set_profile(*, acting_user: User, text: str | bytes) -> int:
    """Set a new version of the profile; returns its number. In order: permit, read, save, audit.

    The version before stays readable. Raises `NotPermitted`, `FaultyProfile` with every fault, and `Refusal`
    (`not_text`, `profile_meanwhile`).
    """
    check_may_plan(acting_user)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refusal("not_text", Sentence(NOT_TEXT), remedy=Sentence(SAVE_AS_TEXT)) from None
    # Also here: PostgreSQL keeps no NUL, and YAML refuses most other controls by itself.
    text = text.replace("\r\n", "\n")
    try:
        with transaction.atomic():
            version = (MarkingProfile.objects.aggregate(last=Max("version"))["last"] or 0) + 1
            _checked(text, version)
            MarkingProfile.objects.create(version=version, text=text, set_at=timezone.now(), set_by_id=acting_user.pk)
            write_entry(
                acting_user=acting_user,
                action="marking.profile_set",
                object_kind="marking_profile",
                object_id=version,
            )
    except IntegrityError:
        raise Refusal("profile_meanwhile", Sentence(SOMEBODY_ELSE), remedy=Sentence(LOOK_FIRST)) from None
    return version


def _checked(text: str, version: int) -> Profile:
    try:
        return profile_from(text, version)
    except UnreadableProfile as error:
        raise FaultyProfile(error.faults) from None
