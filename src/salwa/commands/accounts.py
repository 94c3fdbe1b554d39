"""`salwa accounts`: people, their roles, and tokens for programs."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.domain.accounts import Role

if TYPE_CHECKING:
    from salwa.services.accounts.overview import Person

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Reason = Annotated[str, typer.Option(help="Why the role is needed; the administrator who approves it reads it.")]
Email = Annotated[str, typer.Option(help="E-mail address the person signs in with.")]
WAITS = "Request {number} waits for an administrator, who approves it on the page of approvals."


@app.callback()
def accounts() -> None:
    """Add people, give and end roles, and make tokens for programs.

    Example: salwa accounts list --home ./register
    """


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="Full name.")],
    organisation: Annotated[str, typer.Option(help="Unit the person works in.")],
    role: Annotated[list[Role], typer.Option(help="Role; may be given several times.")],
    home: Home = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the first password from standard input (one line).")
    ] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Add a person. Without --password-stdin a first password is made and printed once; a second factor follows.

    As soon as there are two administrators the roles wait until one of them approves; see salwa approvals list.

    Example: salwa accounts add --home ./register --email a.otieno@police.example --name "A. Otieno"
    --organisation "National police" --role tracing_officer

    Exit codes: 0 added, 1 refused (there already), 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import add_person, operator  # slow start
    from salwa.services.accounts.grants import open_role_requests  # slow start

    password = _given_password(email) if password_stdin else secrets.token_urlsafe(16)
    user = add_person(
        acting_user=operator(), email=email, full_name=name, password=password, organisation=organisation, roles=role,
        reason=reason,
    )  # fmt: skip
    waiting = [line.number for line in open_role_requests(acting_user=operator(), user_id=user.pk)]
    shown = {} if password_stdin else {"password": password}
    say(f"{user.email} was added. At the first sign-in a second factor is set up.")
    for number in waiting:
        say(WAITS.format(number=number))
    if as_json:
        known = {"number": user.pk, "email": user.email, "roles": [one.value for one in role]}
        put_json({**known, "waiting_approvals": waiting, **shown})
    elif shown:
        put(password)


@app.command(name="list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List everybody with their current roles; the number before a role is what end-role takes.

    Example: salwa accounts list --home ./register --json

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    people = _people()
    if as_json:
        put_json([_as_json(one) for one in people])
        return
    for one in people:
        roles = "; ".join(f"{held.membership} {held.role} in {held.organisation}" for held in one.roles)
        put("\t".join((str(one.number), one.email, one.name, roles or "no role")))


@app.command()
def give_role(
    email: Email,
    role: Annotated[Role, typer.Option(help="Role to give.")],
    organisation: Annotated[str, typer.Option(help="Unit the role is held in.")],
    reason: Reason = "",
    home: Home = None,
) -> None:
    """Give a person a role; giving a role that is held already changes nothing.

    As soon as there are two administrators the role waits until one of them approves; see salwa approvals list.

    Example: salwa accounts give-role --home ./register --email a.otieno@police.example --role supervisor
    --organisation "National police"

    Exit codes: 0 the role is held or waits for approval, 1 refused, 2 no such person or no installation there.
    """
    open_home(home)
    from salwa.services.accounts import actions  # slow start

    number = _person_of(email).number
    waiting = actions.give_role(
        acting_user=actions.operator(), user_id=number, organisation=organisation, role=role, reason=reason
    )
    say(WAITS.format(number=waiting) if waiting else f"{email} is {role.value} in {organisation}.")


@app.command()
def end_role(
    membership: Annotated[int, typer.Argument(min=1, help="Number before the role in `salwa accounts list`.")],
    home: Home = None,
) -> None:
    """End a role now; it stays on record who held it when.

    Example: salwa accounts end-role 3 --home ./register

    Exit codes: 0 ended, 1 refused, 2 no such current role or no installation there.
    """
    open_home(home)
    from salwa.services.accounts import actions  # slow start

    if not any(held.membership == membership for one in _people() for held in one.roles):
        raise typer.BadParameter(f"There is no current role with the number {membership}; see salwa accounts list.")
    actions.end_role(acting_user=actions.operator(), membership_id=membership)
    say(f"The role {membership} was ended.")


@app.command()
def token(
    email: Email,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a token a program signs in with, in the name of a person and with that person's rights. Shown once.

    Example: salwa accounts token --home ./register --email a.otieno@police.example --name "case system" --days 30

    Exit codes: 0 made, 1 no such person, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.accounts.tokens import make_token  # slow start

    made = make_token(acting_user=operator(), email=email, name=name, days=days)
    say(f"Token {made.number} for {made.email} lasts until {made.expires_at:%Y-%m-%d}. It is shown only now.")
    if as_json:
        expires = made.expires_at.isoformat()
        put_json({"number": made.number, "token": made.token, "email": made.email, "expires_at": expires})
    else:
        put(made.token)


@app.command()
def tokens(email: Email, home: Home = None, as_json: AsJson = False) -> None:
    """List the tokens of a person, newest first, with what they are for and when they were last used.

    Example: salwa accounts tokens --home ./register --email a.otieno@police.example

    Exit codes: 0 listed, 2 no such person or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.accounts.tokens import list_tokens  # slow start

    lines = [
        {
            "number": one.number,
            "name": one.name,
            "created_at": one.created_at.isoformat(),
            "expires_at": one.expires_at.isoformat(),
            "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            "last_used_at": one.last_used_at.isoformat() if one.last_used_at else None,
        }
        for one in list_tokens(acting_user=operator(), user_id=_person_of(email).number)
    ]
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join("" if value is None else str(value) for value in line.values()))


@app.command()
def revoke_token(
    number: Annotated[int, typer.Argument(min=1, help="Number of the token in `salwa accounts tokens`.")],
    home: Home = None,
) -> None:
    """End a token now: the next request that carries it is refused.

    Example: salwa accounts revoke-token 2 --home ./register

    Exit codes: 0 ended, 1 no such token, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts import actions, tokens  # slow start

    tokens.revoke_token(acting_user=actions.operator(), token_id=number)
    say(f"Token {number} was ended.")


@app.command()
def sign_out(
    email: Annotated[str, typer.Option(help="E-mail address of the person.")] = "",
    everybody: Annotated[bool, typer.Option("--everybody", help="End the sessions of all people.")] = False,
    home: Home = None,
) -> None:
    """End all sessions of a person, or of everybody, now. Tokens of programs go on: see salwa accounts revoke-token.

    Example: salwa accounts sign-out --home ./register --email a.otieno@police.example

    Exit codes: 0 ended, 2 wrong use, no such person or no installation there.
    """
    if bool(email) == everybody:
        raise typer.BadParameter("Give either --email or --everybody.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.accounts.sessions import end_sessions  # slow start

    ended = end_sessions(acting_user=operator(), user_id=None if everybody else _person_of(email).number)
    say(f"{ended} sessions were ended.")


def _people() -> list[Person]:
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.accounts.overview import list_people  # slow start

    return list_people(acting_user=operator())


def _person_of(email: str) -> Person:
    found = next((one for one in _people() if one.email.lower() == email.strip().lower()), None)
    if found is None:
        raise typer.BadParameter(f"There is no person with the address {email}; see salwa accounts list.")
    return found


def _given_password(email: str) -> str:
    from django.contrib.auth.password_validation import validate_password  # slow start
    from django.core.exceptions import ValidationError  # slow start

    password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password)
    except ValidationError as error:
        raise typer.BadParameter(f"The password for {email} was not taken: {' '.join(error.messages)}") from None
    return password


def _as_json(one: Person) -> dict[str, Any]:
    return {
        "number": one.number,
        "email": one.email,
        "name": one.name,
        "active": one.active,
        "second_factor": one.second_factor,
        "roles": [
            {"number": held.membership, "role": held.role, "organisation": held.organisation} for held in one.roles
        ],
    }
