"""Adding people, giving and ending roles."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.accounts.grants import give_at_once, holds, may_give_directly, person_of, request_role
from salwa.services.accounts.permissions import check_may
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import Membership, Organisation, User

OPERATOR_EMAIL = "command-line@localhost"
ALREADY_THERE = message("A person with the address {email} exists already.")
GIVE_ROLE_INSTEAD = message("Give that person another role instead.")


def operator() -> User:
    """The command line of this installation as an acting user; made by `salwa init`."""
    return User.objects.get(email=OPERATOR_EMAIL)


def make_operator() -> User:
    """Create the command-line user when it is not there yet (only `salwa init` calls this)."""
    found = User.objects.filter(email=OPERATOR_EMAIL).first()
    return found or User.objects.create_user(OPERATOR_EMAIL, None, full_name="Command line", is_operator=True)


def add_person(
    *,
    acting_user: User,
    email: str,
    full_name: str,
    password: str,
    organisation: str,
    roles: list[Role],
    reason: str = "",
    lasting_password: bool = False,
) -> User:
    """Add a person to `organisation`; each of `roles` begins at once or waits for approval, as with `give_role`.

    In order: permit, create the person, give or request the roles, audit. Until a role begins nothing can be opened.
    `password` is a first one: it only opens the page on which the person chooses another, unless it is told to last
    (for the people of the demonstration).
    """
    check_may(acting_user, "accounts.manage")
    with transaction.atomic():
        address = User.objects.normalize_email(email).lower()
        if User.objects.filter(email=address).exists():
            raise Refusal(
                "person_exists",
                Sentence(ALREADY_THERE, {"email": address}),
                remedy=Sentence(GIVE_ROLE_INSTEAD),
            )
        user = User.objects.create_user(address, password, full_name=full_name, first_password=not lasting_password)
        at_once = may_give_directly(acting_user)
        details: dict[str, Any] = {"roles": [role.value for role in roles]}
        if at_once:
            details["organisation"] = Organisation.objects.get_or_create(name=organisation)[0].pk
            for role in roles:
                give_at_once(given_by=acting_user, user=user, organisation=organisation, role=role)
        else:
            details["approvals"] = [
                request_role(acting_user=acting_user, user=user, organisation=organisation, role=role, reason=reason)
                for role in roles
            ]
        write_entry(
            acting_user=acting_user,
            action="accounts.person_added",
            object_kind="user",
            object_id=user.pk,
            details=details,
        )
    return user


def give_role(*, acting_user: User, user_id: int, organisation: str, role: Role, reason: str = "") -> int | None:
    """Give a person a role in an organisation: None when it is held now, else the number of the request that waits.

    A second administrator approves it (`services/approvals`). Only the command line gives a role at once, and only
    while there are fewer than two active administrators. Giving a role that is held already changes nothing. Raises
    `NotPermitted`, `NotFound`, and `Refusal` (`approval_waits_already`).
    """
    check_may(acting_user, "accounts.manage")
    with transaction.atomic():
        user = person_of(user_id)
        if holds(user, organisation, role):
            return None
        if not may_give_directly(acting_user):
            return request_role(acting_user=acting_user, user=user, organisation=organisation, role=role, reason=reason)
        unit, _ = give_at_once(given_by=acting_user, user=user, organisation=organisation, role=role)
        write_entry(
            acting_user=acting_user,
            action="accounts.role_given",
            object_kind="user",
            object_id=user.pk,
            details={"organisation": unit, "role": role.value},
        )
    return None


def end_role(*, acting_user: User, membership_id: int) -> None:
    """End a role now, without a second person: it takes rights away. The row stays, so that past rights stay known."""
    check_may(acting_user, "accounts.manage")
    with transaction.atomic():
        rows = Membership.objects.filter(pk=membership_id, ended_at=None)
        membership = rows.select_related("user").first()
        if membership is None:
            return
        rows.update(ended_at=timezone.now(), ended_by=acting_user)
        write_entry(
            acting_user=acting_user,
            action="accounts.role_ended",
            object_kind="user",
            object_id=membership.user_id,
            details={"organisation": membership.organisation_id, "role": membership.role},
        )


def set_up_second_factor(user: User) -> str:
    """Give `user` a time-based code; returns its secret (Base32), to be shown once and typed into an app.

    For the operator's commands only: they print the secret to the person who holds the installation.
    """
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def present_code(secret: str) -> str:
    """The six digits that an app shows for `secret` now."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))
