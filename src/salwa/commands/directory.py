"""`salwa directory`: list contacts, enter one, publish a signed edition, follow the directory of a secretariat."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.domain.directory import ContactDetails, ContactKind, Source

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def directory() -> None:
    """Keep the directory of national points of contact, publish it signed, and follow it.

    Example: salwa directory list --home ./secretariat --overdue
    """


@app.command(name="list")
def list_(
    overdue: Annotated[bool, typer.Option("--overdue", help="Only contacts somebody has to look after.")] = False,
    followed: Annotated[bool, typer.Option("--followed", help="The directory this installation follows.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List contacts: number, State, kind, office, e-mail address, last answered, what is overdue.

    Example: salwa directory list --home ./secretariat --overdue --json

    Exit codes: 0 listed, 1 refused, 2 wrong use or no installation there.
    """
    open_home(home)
    lines = _followed() if followed else _kept(overdue=overdue)
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join(_cell(value) for value in line.values()))


@app.command()
def enter(
    state: Annotated[str, typer.Option(help="ISO 3166 alpha-3 code.")],
    kind: Annotated[ContactKind, typer.Option(help="poa, iti or brokering.")],
    office: Annotated[str, typer.Option(help="Name of the office.")],
    email: Annotated[str, typer.Option(help="Address of the office, not of a person.")],
    source: Annotated[Source, typer.Option(help="Who gave the details.")],
    document: Annotated[str, typer.Option(help="Number and day of the note verbale.")] = "",
    telephone: Annotated[str, typer.Option(help="With the country's code.")] = "",
    postal: Annotated[str, typer.Option(help="Postal address.")] = "",
    language: Annotated[list[str], typer.Option(help="Code of a language; may be repeated.")] = ["en"],  # noqa: B006 - read only
    hours: Annotated[str, typer.Option(help="Hours in words.")] = "",
    time_zone: Annotated[str, typer.Option(help="For example Africa/Nairobi.")] = "",
    valid_until: Annotated[str, typer.Option(help="Last day on which it is valid (year-month-day).")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Enter a contact and print its number.

    Example: salwa directory enter --home ./secretariat --state KEN --kind iti --office "National Focal Point"
    --email iti@nfp.example --source note_verbale --document "NV 12/2026" --language en --language sw

    Exit codes: 0 entered, 1 refused, 2 wrong use or no installation there.
    """
    day = _day(valid_until)
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.contacts import enter_contact  # slow start

    details = ContactDetails(
        office=office, email=email, telephone=telephone, postal=postal, languages=tuple(language), hours=hours,
        time_zone=time_zone, valid_until=day,
    )  # fmt: skip
    number = enter_contact(
        acting_user=operator(), state=state, kind=kind.value, details=details, source=source.value, document=document
    )
    say(f"The contact {number} was entered.")
    if as_json:
        put_json({"contact": number})
    else:
        put(str(number))


@app.command()
def declare(
    kind: Annotated[ContactKind, typer.Option(help="poa, iti or brokering.")],
    office: Annotated[str, typer.Option(help="Name of the office.")],
    email: Annotated[str, typer.Option(help="Address of the office, not of a person.")],
    out: Annotated[Path, typer.Option(help="Write the signed declaration here.")],
    key_out: Annotated[Path | None, typer.Option(help="Write the public key here.")] = None,
    telephone: Annotated[str, typer.Option(help="With the country's code.")] = "",
    postal: Annotated[str, typer.Option(help="Postal address.")] = "",
    language: Annotated[list[str], typer.Option(help="Code of a language; may be repeated.")] = ["en"],  # noqa: B006 - read only
    hours: Annotated[str, typer.Option(help="Hours in words.")] = "",
    time_zone: Annotated[str, typer.Option(help="For example Africa/Nairobi.")] = "",
    valid_until: Annotated[str, typer.Option(help="Last day on which it is valid (year-month-day).")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """In a State's installation: sign who its own contact is, for the secretariat; print the fingerprint of the key.

    Example: salwa directory declare --home ./register --kind iti --office "Tracing Centre" --email iti@police.example
    --out contact.jws --key-out state-key.json

    Exit codes: 0 written, 1 refused, 2 wrong use or no installation there.
    """
    day = _day(valid_until)
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.declarations import declare_contact  # slow start

    details = ContactDetails(
        office=office, email=email, telephone=telephone, postal=postal, languages=tuple(language), hours=hours,
        time_zone=time_zone, valid_until=day,
    )  # fmt: skip
    signed, key = declare_contact(acting_user=operator(), kind=kind.value, details=details)
    out.write_bytes(signed)
    if key_out is not None:
        key_out.write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
    kid = key["signing"]["kid"]
    say(f"The declaration was written to {out}. Tell the secretariat the fingerprint by another way: {kid}")
    if as_json:
        put_json({"kid": kid})
    else:
        put(str(kid))


@app.command()
def take(
    file: Annotated[Path, typer.Option(help="The signed declaration.", exists=True, dir_okay=False)],
    key: Annotated[
        Path | None, typer.Option(help="Pin this key of the State first.", exists=True, dir_okay=False)
    ] = None,
    fingerprint: Annotated[str, typer.Option(help="Fingerprint of the key, learnt by another way.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """At the secretariat: take what a State declared about its contact; unsigned, foreign and older ones are refused.

    Example: salwa directory take --home ./secretariat --file contact.jws --key state-key.json
    --fingerprint kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k

    Exit codes: 0 taken, 1 refused, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.declarations import take_declaration  # slow start

    taken = take_declaration(
        acting_user=operator(),
        signed=file.read_bytes(),
        key_file=key.read_bytes() if key is not None else b"",
        fingerprint=fingerprint,
    )
    say(f"The contact {taken.contact} was {taken.act.replace('_', ' ')}.")
    if as_json:
        put_json({"contact": taken.contact, "version": taken.version, "act": taken.act})
    else:
        put(f"{taken.contact}\t{taken.act}")


@app.command()
def publish(
    out: Annotated[Path | None, typer.Option(help="Write the signed edition here too.")] = None,
    states: Annotated[bool, typer.Option("--states", help="Write the edition for States, not the public one.")] = False,
    key_out: Annotated[Path | None, typer.Option(help="Write the public key here.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Sign the contacts as they are now as the next edition; print its number and the fingerprint of the key.

    Example: salwa directory publish --home ./secretariat --out directory.jws --key-out directory-key.json

    Exit codes: 0 published, 1 refused, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.public import public_key, signed_public_edition  # slow start
    from salwa.services.directory.publishing import fetch_states_edition, publish_edition  # slow start

    done = publish_edition(acting_user=operator())
    if out is not None:
        content = (
            fetch_states_edition(acting_user=operator(), number=done.number) if states else signed_public_edition()
        )
        out.write_bytes(content)
    if key_out is not None:
        key_out.write_text(json.dumps(public_key(), indent=1) + "\n", encoding="utf-8")
    say(f"Edition {done.number} with {done.contacts} contacts was published.")
    if as_json:
        put_json({"edition": done.number, "contacts": done.contacts, "kid": done.kid})
    else:
        put(f"{done.number}\t{done.kid}")


@app.command()
def follow(
    file: Annotated[Path | None, typer.Option(help="A signed edition as a file.", exists=True, dir_okay=False)] = None,
    address: Annotated[str, typer.Option(help="Address of the secretariat, with https.")] = "",
    key: Annotated[
        Path | None, typer.Option(help="Pin this key first (directory-key.json).", exists=True, dir_okay=False)
    ] = None,
    fingerprint: Annotated[str, typer.Option(help="Fingerprint of the key, learnt by another way.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take an edition from a file or from the secretariat's address; older, altered and unsigned ones are refused.

    Example: salwa directory follow --home ./register --file directory.jws --key directory-key.json
    --fingerprint kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k

    Exit codes: 0 taken or known already, 1 refused, 2 wrong use or no installation there.
    """
    if key is None and file is None and not address:
        raise typer.BadParameter("Say where the edition is: --file or --address.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.following import follow_address, pin_key, take_edition  # slow start

    told: dict[str, object] = {}
    if key is not None:
        pinned = pin_key(acting_user=operator(), key_file=key.read_bytes(), fingerprint=fingerprint)
        told |= {"pinned": pinned.kid}
        say(f"The key {pinned.kid} of {pinned.name} was pinned.")
    if file is not None or address:
        if file is not None:
            taken = take_edition(acting_user=operator(), signed=file.read_bytes(), origin=file.name)
        else:
            taken = follow_address(acting_user=operator(), address=address)
        told |= {
            "edition": taken.number, "audience": taken.audience.value, "step": taken.step.value,
            "contacts": taken.contacts,
        }  # fmt: skip
        say(f"Edition {taken.number} was taken ({taken.step.value}): {taken.contacts} contacts.")
    if as_json:
        put_json(told)
    else:
        put("\t".join(str(value) for value in told.values()))


def _kept(*, overdue: bool) -> list[dict[str, object]]:
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.queries import kept_contacts  # slow start

    return [
        {
            "contact": one.number,
            "state": one.state,
            "kind": one.kind,
            "office": one.details.office,
            "email": one.details.email,
            "last_answered": one.last_answered.isoformat() if one.last_answered else None,
            "overdue": [need.value for need in one.needs],
        }
        for one in kept_contacts(acting_user=operator(), overdue=overdue)
    ]


def _followed() -> list[dict[str, object]]:
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.directory.states import followed_directory  # slow start

    return [
        {
            "contact": None,
            "state": state.code,
            "kind": one.kind.value,
            "office": one.details.office,
            "email": one.details.email,
            "last_answered": one.last_answered.isoformat() if one.last_answered else None,
            "overdue": ["expired"] if one.expired else [],
            "own": one.own is not None,
        }
        for state in followed_directory(acting_user=operator()).states
        for one in state.contacts
    ]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write it as year-month-day, for example 2026-11-24.") from None
