"""Tokens that programs sign in with. A token carries the rights its person holds at the moment it is used."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.accounts.permissions import check_may_make_token, check_may_see_tokens_of
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import ApiToken, User

PREFIX = "salwa_"
LONGEST_DAYS = 366
NO_PERSON = message("There is no person with the address {email}.")
ADD_FIRST = message("Add the person first, or check the address.")
WRONG_DAYS = message("A token lasts between 1 and {longest} days, not {days}.")
NO_TOKEN = message("There is no such token.")
# `last_used_at` tells which tokens are still in use; once a minute is enough for that.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. `token` is shown now and never again."""

    number: int
    token: str
    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as listed: everything except the token itself."""

    number: int
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


def make_token(*, acting_user: User, email: str, name: str, days: int = 90) -> NewToken:
    """Make a token for the person with the address `email`; in order: permit, create, audit.

    People make tokens for themselves; the operator makes them for anybody. Raises `NotFound` and `Refusal`.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    check_may_make_token(acting_user, user)
    if user is None:
        raise NotFound("no_such_person", Sentence(NO_PERSON, {"email": email}), remedy=Sentence(ADD_FIRST))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal("token_days", Sentence(WRONG_DAYS, {"longest": LONGEST_DAYS, "days": days}))
    token = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        row = ApiToken.objects.create(
            user=user,
            name=name.strip()[:100],
            digest=_digest(token),
            created_at=now,
            created_by=acting_user,
            expires_at=now + timedelta(days=days),
        )
        write_entry(
            acting_user=acting_user,
            action="accounts.token_made",
            object_kind="token",
            object_id=row.pk,
            details={"user": user.pk, "days": days},
        )
    return NewToken(row.pk, token, user.email, row.expires_at)


def revoke_token(*, acting_user: User, token_id: int) -> None:
    """End a token now; ending it again changes nothing. Raises `NotFound` also for somebody else's token."""
    with transaction.atomic():
        row = ApiToken.objects.select_related("user").filter(pk=token_id).first()
        if row is None or not _may_see(acting_user, row.user):
            raise NotFound("no_such_token", Sentence(NO_TOKEN))
        if ApiToken.objects.filter(pk=token_id, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_by=acting_user
        ):
            write_entry(
                acting_user=acting_user,
                action="accounts.token_revoked",
                object_kind="token",
                object_id=token_id,
                details={"user": row.user_id},
            )


def list_tokens(*, acting_user: User, user_id: int) -> list[TokenLine]:
    """The tokens of one person, newest first."""
    user = User.objects.get(pk=user_id)
    check_may_see_tokens_of(acting_user, user)
    rows = ApiToken.objects.filter(user=user).order_by("-pk")
    return [
        TokenLine(row.pk, row.name, row.created_at, row.expires_at, row.revoked_at, row.last_used_at) for row in rows
    ]


def person_of_token(token: str) -> User | None:
    """The active person behind a token that is neither expired nor revoked; None for anything else."""
    if not token.startswith(PREFIX) or not token.isascii():
        return None
    now = timezone.now()
    rows = ApiToken.objects.filter(digest=_digest(token), revoked_at=None, expires_at__gt=now, user__is_active=True)
    row = rows.select_related("user").first()
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at < now - NOTED_EVERY:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=row.pk).update(last_used_at=now)
    return row.user


def _may_see(acting_user: User, owner: User) -> bool:
    try:
        check_may_see_tokens_of(acting_user, owner)
    except Refusal:
        return False
    return True


def _digest(token: str) -> str:
    # A token holds 256 random bits: a plain digest cannot be guessed backwards, and looks up by index.
    return hashlib.sha256(token.encode()).hexdigest()
