"""Secrets of second factors: sealed like personal data, so that whoever reads the database can make no codes (ADR 9).

django-allauth keeps a text for each secret in a table of its own. Here that text only names a row of ours, which is
sealed, and sealed anew when keys change, as every other sealed column is.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.core.signing import JSONSerializer
from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import context_of
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.keys.columns import SECOND_FACTORS
from salwa.services.keys.keyring import keyring, keyring_file
from salwa.services.keys.sealing import seal, unseal
from salwa.storage.accounts.models import SecondFactorSecret, User

NAMED = "sealed:"
# What of allauth's data is a secret; `migrated_codes` is a list of them.
ONE, MANY = ("secret", "seed"), "migrated_codes"
# A secret is written before the row that names it; nothing takes that long.
BEING_WRITTEN = timedelta(minutes=10)
IN_A_SESSION = "session.second_factor"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth keeps and reads secrets here."""

    def encrypt(self, text: str) -> str:
        """Seal a secret in a row of its own; returns the name of the row. Raises `Refusal` (`no_keyring`)."""
        name = uuid.uuid4()
        SecondFactorSecret.objects.create(uuid=name, text=seal(text, context=_context(name)))
        return f"{NAMED}{name}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open the secret that `encrypt` named.

        A secret in the clear is not taken: whoever can write to the database but has no key must not be able to put
        one of his own there. Raises `Refusal` as `unseal` does.
        """
        row = None
        if encrypted_text.startswith(NAMED):
            row = SecondFactorSecret.objects.filter(uuid=encrypted_text.removeprefix(NAMED)).first()
        return unseal(bytes(row.text) if row else b"", context=_context(row.uuid if row else uuid.UUID(int=0)))


class SessionText(JSONSerializer):
    """Sessions as Django writes them, but the secret of a second factor that is being set up is sealed meanwhile."""

    def dumps(self, obj: Mapping[str, Any]) -> bytes:
        """The session as bytes; without a keyring the secret is left out, and the person begins again."""
        kept = dict(obj)
        secret = kept.pop(SECRET_SESSION_KEY, None)
        if secret is not None and keyring_file().exists():
            kept[SECRET_SESSION_KEY] = base64.b64encode(seal(secret, context=IN_A_SESSION)).decode()
        written: bytes = super().dumps(kept)
        return written

    def loads(self, data: bytes) -> dict[str, Any]:
        """The session again; a secret whose key is gone, or that was never sealed, is left out."""
        found: dict[str, Any] = super().loads(data)
        sealed = found.pop(SECRET_SESSION_KEY, None)
        if sealed is not None:
            try:
                found[SECRET_SESSION_KEY] = unseal(base64.b64decode(sealed), context=IN_A_SESSION)
            except (Refusal, ValueError):
                return found
        return found


def check_secrets_can_be_kept() -> None:
    """Refuse while no secret could be sealed (`no_keyring`, `keyring_unreadable`): asked before one is shown."""
    keyring().current()


def seal_second_factors(*, acting_user: User) -> int:
    """Seal every secret that an older version left in the clear; returns how many. Safe to run again.

    Part of making a database ready, so it also happens after an older backup is restored. Without a keyring nothing is
    done: it is put back first. Rows that nothing names any more are removed. In one transaction: lock, seal, audit.
    """
    if not keyring_file().exists():
        return 0
    sealed, adapter = 0, SealedSecrets()
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().order_by("pk"):
            clear = [text for text in _secrets_of(row.data) if not text.startswith(NAMED)]
            if clear:
                sealed += len(clear)
                row.data = _replaced(row.data, adapter)
                row.save(update_fields=["data"])
        if sealed:
            write_entry(
                acting_user=acting_user,
                action="accounts.second_factors_sealed",
                object_kind="installation",
                details={"secrets": sealed},
            )
        forget_unused_secrets()
    return sealed


def forget_unused_secrets() -> int:
    """Remove the secrets of second factors that were given up; returns how many. No person asks: nothing reads them."""
    named = {
        text.removeprefix(NAMED)
        for data in Authenticator.objects.values_list("data", flat=True).iterator()
        for text in _secrets_of(data)
    }
    old = SecondFactorSecret.objects.filter(made_at__lt=timezone.now() - BEING_WRITTEN).values_list("pk", "uuid")
    unused = [pk for pk, name in old.iterator() if str(name) not in named]
    for start in range(0, len(unused), 500):
        SecondFactorSecret.objects.filter(pk__in=unused[start : start + 500]).delete()
    return len(unused)


def _context(name: uuid.UUID) -> str:
    return context_of(SECOND_FACTORS.word, "text", name)


def _secrets_of(data: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(data[name]) for name in ONE if data.get(name))
    yield from map(str, data.get(MANY) or ())


def _replaced(data: Mapping[str, Any], adapter: SealedSecrets) -> dict[str, Any]:
    """The same data with every secret sealed."""

    def sealed(text: str) -> str:
        return text if text.startswith(NAMED) else adapter.encrypt(text)

    changed = {name: sealed(str(data[name])) for name in ONE if data.get(name)}
    codes = {MANY: [sealed(str(text)) for text in data[MANY]]} if data.get(MANY) else {}
    return {**data, **changed, **codes}
