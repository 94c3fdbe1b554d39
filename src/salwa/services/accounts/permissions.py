"""Rights come from current roles; every other capability's permissions are pairs over `may` and `check_may`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from salwa.domain.accounts import PERMISSIONS, Role, rights_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted
from salwa.storage.accounts.models import Membership, User
from salwa.storage.prepared import Given, Prepared

NOT_PERMITTED = message("Your roles do not allow this.")
ASK_ADMINISTRATOR = message("Ask the administrator of this installation for a role that does.")
_ROLES_OF = Prepared(
    lambda: Membership.objects.filter(user_id=Given("user"), ended_at=None).values_list("role", flat=True)
)
_read: ContextVar[dict[int, frozenset[Role]] | None] = ContextVar("roles_read", default=None)


@contextmanager
def roles_read_once() -> Iterator[None]:
    """Within, each person's roles are read once: for one answer that asks about several rights, never for longer."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def current_roles(user: User) -> frozenset[Role]:
    """Roles this person holds today, read afresh: a role that was ended stops working with the next request."""
    if not user.is_active:
        return frozenset()
    read = _read.get()
    if read is not None and user.pk in read:
        return read[user.pk]
    roles = frozenset(Role(row) for row in _ROLES_OF.rows(user=user.pk))
    if read is not None:
        read[user.pk] = roles
    return roles


def rights(user: User) -> frozenset[str]:
    """Rights of this person; the command line of the installation holds all of them (whoever holds the file does)."""
    if user.is_operator and user.is_active:
        return frozenset(PERMISSIONS)
    return rights_of(current_roles(user))


def may(user: User, permission: str) -> bool:
    """Whether `user` has the right `permission` (a key of domain.accounts.PERMISSIONS)."""
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not a right of domain/accounts/roles.py")
    return permission in rights(user)


def check_may(user: User, permission: str) -> None:
    """Raise `NotPermitted` unless `user` has the right."""
    if not may(user, permission):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))


def check_may_manage_accounts(user: User) -> None:
    """Refuse unless this person may add people and ask for roles."""
    check_may(user, "accounts.manage")


def may_make_token(acting_user: User, owner: User | None) -> bool:
    """Whether `acting_user` may make a token for `owner`: only oneself, or the operator for anybody.

    An administrator may not: the token would carry rights an administrator does not hold.
    """
    return acting_user.is_active and (acting_user.is_operator or (owner is not None and owner.pk == acting_user.pk))


def check_may_make_token(acting_user: User, owner: User | None) -> None:
    """Refuse unless `acting_user` may make a token for `owner`."""
    if not may_make_token(acting_user, owner):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))


def may_see_tokens_of(acting_user: User, owner: User) -> bool:
    """Whether `acting_user` may list and end the tokens of `owner`: one's own, or as administrator."""
    return owner.pk == acting_user.pk or may(acting_user, "accounts.manage")


def check_may_see_tokens_of(acting_user: User, owner: User) -> None:
    """Refuse unless `acting_user` may list and end the tokens of `owner`."""
    if not may_see_tokens_of(acting_user, owner):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))
