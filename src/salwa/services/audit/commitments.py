"""Values in the log without the values: keyed digests that can be made to say nothing, one person at a time.

The log is never changed, and personal data must be deleted when their time has come. So an entry's details may hold a
commitment: HMAC-SHA-256 of the value under a key made of the installation's secret (`keys/commitments.json`) and a salt
of the person it is about. Whoever has both and guesses the value can check it. Once the salt is destroyed nobody can,
not even by trying every name there is, and the log still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.db import connection, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.permissions import check_may_keep_log
from salwa.services.audit.private_files import keys_folder, read_private, unreadable, write_private
from salwa.storage.accounts.models import CommitmentSalt, User

FILE = "commitments.json"
_DESTROYED = message("What is said about {subject} in the log was made unreadable for ever on {day}.")


def commitment(value: str, *, subject: str = "") -> str:
    """A digest of `value` for an entry's details: `c1:` and 64 hexadecimal digits; the same value gives the same one.

    `subject` says whom the value is about, as a stable identifier (`holder:17`), never as a name; without it the
    digest lives as long as the installation's secret. Give the value in one form (a name folded, a number without
    blanks): a digest of another spelling is another digest. Raises `Refusal` when the subject's salt was destroyed.
    """
    key = _secret() + (_salt(subject) if subject else b"")
    return "c1:" + hmac.new(hashlib.sha256(key).digest(), value.encode(), hashlib.sha256).hexdigest()


def is_commitment_of(said: str, value: str, *, subject: str = "") -> bool:
    """Whether an entry's commitment is one of this value; False for ever once the subject's salt was destroyed."""
    try:
        return hmac.compare_digest(said, commitment(value, subject=subject))
    except Refusal:
        return False


def destroy_commitments(*, acting_user: User, subject: str) -> None:
    """Make every commitment about `subject` say nothing for ever. In order: permit, destroy, audit.

    Backups made before still hold the salt: they must be destroyed in their own time, as with every deletion.
    """
    check_may_keep_log(acting_user)
    end_commitments(acting_user, subject)


def end_commitments(acting_user: User | None, subject: str) -> None:
    """`destroy_commitments` for services that delete what is kept about a person and checked the right themselves."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # no copy of the salt stays in the file's free space
        found = _row(subject)
        if found.destroyed_at is not None:
            return
        CommitmentSalt.objects.filter(pk=found.pk).update(salt="", destroyed_at=timezone.now())
        write_entry(acting_user=acting_user, action="audit.commitments_ended", object_kind="subject", object_id=subject)


def _row(subject: str) -> CommitmentSalt:
    fresh = {"salt": secrets.token_hex(32), "made_at": timezone.now()}
    return CommitmentSalt.objects.get_or_create(subject=subject, defaults=fresh)[0]


def _salt(subject: str) -> bytes:
    found = _row(subject)
    if found.destroyed_at is not None:
        day = found.destroyed_at.date().isoformat()
        raise Refusal("commitments_destroyed", Sentence(_DESTROYED, {"subject": subject, "day": day}))
    return bytes.fromhex(found.salt)


def _secret() -> bytes:
    path = keys_folder() / FILE
    if not path.exists():
        write_private(path, {"secret": secrets.token_hex(32)}, only_when_missing=True)
    try:
        secret = bytes.fromhex(read_private(path)["secret"])
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable(path) from error
    if len(secret) != 32:
        raise unreadable(path)
    return secret
