"""`salwa exchange`: keys, partners, what was sent and what arrived, messages as files."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.occupancy import at_work_in

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
# No sealed message and no file of keys is larger; more of a file is not read.
MOST_READ = 4_194_304


@app.callback()
def exchange() -> None:
    """Exchange sealed messages with installations of other States. What messages say is never shown here.

    Example: salwa exchange status --home ./register
    """


@app.command()
def keys(
    home: Home = None,
    make: Annotated[
        bool, typer.Option("--make", help="Make a new pair of keys; the one before signs no more.")
    ] = False,
    address: Annotated[str, typer.Option(help="With --make: https address of this installation.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the public keys of this installation and their fingerprint, which the other State compares on paper.

    Example: salwa exchange keys --make --address https://tracing.example.org --home ./register

    Exit codes: 0 shown, 1 there are none yet, or refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.node import make_own_keys  # slow start
    from salwa.services.exchange.queries import identity  # slow start

    if make:
        make_own_keys(acting_user=operator(), address=address)
    me = identity()
    if me is None:
        say("This installation has no keys for the exchange yet. Run: salwa exchange keys --make")
        raise typer.Exit(1)
    if as_json:
        put_json({"state": me.state, "fingerprint": me.fingerprint, "address": me.address, "keys": me.keys})
    else:
        put(json.dumps(me.keys))
        say(f"State {me.state}, fingerprint {_grouped(me.fingerprint)}")


@app.command()
def peers(home: Home = None, as_json: AsJson = False) -> None:
    """List the partners: address, fingerprint, where the key comes from, when last reached and heard.

    Example: salwa exchange peers --home ./register

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.queries import partners  # slow start

    _listed(partners(acting_user=operator()), ("state", "source", "waiting", "dead", "address", "fingerprint"), as_json)


@app.command()
def pin(
    file: Annotated[
        Path | None, typer.Argument(help="Public keys as `salwa exchange keys` of the other prints.")
    ] = None,
    fingerprint: Annotated[str, typer.Option(help="Fingerprint as it stands on paper; blanks do not matter.")] = "",
    address: Annotated[str, typer.Option(help="Its https address; empty: messages leave as files.")] = "",
    end: Annotated[str, typer.Option(help="State whose pin is given up instead.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take the keys of another State by hand; they override the trust list. On the pages two persons are needed.

    Example: salwa exchange pin uga.json --fingerprint "3f2a ..." --address https://tracing.example.org

    Exit codes: 0 taken, 1 refused (another fingerprint, own keys, no keys), 2 no installation or file there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.pinning import end_pin, pin  # slow start

    if end:
        end_pin(acting_user=operator(), state=end)
        state = end
    elif file is None:
        raise typer.BadParameter("give the file with the keys, or --end STATE")
    else:
        public = _read(file).decode("utf-8", "replace")
        state = pin(acting_user=operator(), public=public, fingerprint=fingerprint, address=address)
    put_json({"state": state, "pinned": not end}) if as_json else put(state)


@app.command()
def address(
    state: Annotated[str, typer.Argument(help="State of the partner.")],
    where: Annotated[str, typer.Argument(help="Its https address.")],
    home: Home = None,
) -> None:
    """Say where the installation of a partner is reached.

    Example: salwa exchange address UGA https://tracing.example.org

    Exit codes: 0 set, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.pinning import set_address  # slow start

    set_address(acting_user=operator(), state=state, address=where)


@app.command(name="trust-list")
def trust_list(
    file: Annotated[
        Path | None, typer.Argument(help="Signed list to take in; none: tell which one is in force.")
    ] = None,
    fingerprint: Annotated[str, typer.Option(help="Of its signers, from paper; for the first list or a new era.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take a version of the trust list in, or tell which one is in force. What was pinned overrides it.

    Example: salwa exchange trust-list list.json --fingerprint "12345 ..." --home ./register

    Exit codes: 0 taken or told, 1 refused, or none in force, 2 no installation or file there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.trust import list_in_force, take_list  # slow start

    if file is None:
        found = list_in_force(acting_user=operator())
    else:
        found = take_list(acting_user=operator(), content=_read(file, MOST_READ + 1), anchor=fingerprint)
    if found is None:
        say("No trust list was taken in yet.")
        raise typer.Exit(1)
    _listed([found], ("name", "era", "version", "expires", "fingerprint", "alarm"), as_json)


@app.command()
def outbox(
    home: Home = None,
    state: Annotated[str, typer.Option(help="Only waiting, delivered or dead ones.")] = "",
    to: Annotated[str, typer.Option(help="Only those to this State.")] = "",
    about: Annotated[str, typer.Option(help="Only those about this object.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what was sent, newest first: how far each message came, and why the last try failed.

    Example: salwa exchange outbox --state dead --home ./register

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.queries import sent  # slow start

    lines = sent(acting_user=operator(), state=state, to_state=to, about=about)
    _listed(lines, ("uid", "to_state", "kind", "state", "attempts", "last_code"), as_json)


@app.command()
def retry(
    uid: Annotated[str, typer.Argument(help="Message in `salwa exchange outbox --state dead`.")], home: Home = None
) -> None:
    """Try a message again that was given up.

    Example: salwa exchange retry 3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10

    Exit codes: 0 it waits again, 1 it was not given up, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.dead_letters import try_again  # slow start

    try_again(acting_user=operator(), uid=uid)


@app.command(name="send-file")
def send_file(
    uid: Annotated[str, typer.Argument(help="Message in `salwa exchange outbox`.")],
    to: Annotated[Path, typer.Option(help="File to write; it must not exist.")],
    home: Home = None,
) -> None:
    """Write a sealed message to a file, to be carried by e-mail or on a stick: the bytes that travel over the line.

    Example: salwa exchange send-file 3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10 --to message.sealed

    Exit codes: 0 written, 1 no such message, 2 no installation there, or the file exists.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.files import message_file  # slow start

    _, content = message_file(acting_user=operator(), uid=uid)
    _write(to, content)


@app.command(name="receive-file")
def receive_file(
    file: Annotated[Path, typer.Argument(help="Sealed message or receipt of another State.")],
    receipt: Annotated[Path | None, typer.Option(help="File for the receipt of a message; it must not exist.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Take a sealed message or a receipt from a file. The same file again changes nothing and gives the same receipt.

    Example: salwa exchange receive-file message.sealed --receipt message.receipt

    Exit codes: 0 taken, 1 refused, 2 no installation or file there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.files import take_file  # slow start

    taken = take_file(acting_user=operator(), content=_read(file))
    if receipt is not None and taken.receipt:
        _write(receipt, taken.receipt)
    if as_json:
        put_json({"what": taken.what, "uid": taken.uid, "receipt": taken.receipt.decode("ascii")})
    elif taken.receipt and receipt is None:
        put(taken.receipt.decode("ascii"))
    say("The file was taken." + (" Send the receipt back." if taken.receipt else ""))


@app.command()
def evidence(uid: Annotated[str, typer.Argument(help="Message that was sent.")], home: Home = None) -> None:
    """Print everything that proves how far a message came, as JSON: sealed bytes, receipts, keys.

    Example: salwa exchange evidence 3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10

    Exit codes: 0 printed, 1 no such message, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.queries import evidence  # slow start

    put_json(evidence(acting_user=operator(), uid=uid))


@app.command()
def test(
    to: Annotated[str, typer.Argument(help="State of the partner.")],
    text: Annotated[str, typer.Option(help="What the message says.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Send a test message, which the partner records and confirms.

    Example: salwa exchange test UGA --home ./register

    Exit codes: 0 it waits to leave, 1 no key of that State is known, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.testing import send_test  # slow start

    uid = send_test(acting_user=operator(), to_state=to, text=text)
    put_json({"uid": uid}) if as_json else put(uid)


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """Tell how the exchange stands: waiting, delivered, given up, arrived.

    Example: salwa exchange status --home ./register

    Exit codes: 0 told, 1 something was given up or waits for a receipt for more than a day, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.exchange.queries import overview  # slow start

    found = overview(acting_user=operator())
    if as_json:
        put_json(_plain(found))
    else:
        for name, value in _plain(found).items():
            put(f"{name}\t{value}")
    if found.dead or found.overdue:
        raise typer.Exit(1)


@app.command()
def run(
    home: Home = None,
    once: Annotated[bool, typer.Option("--once", help="Deliver what is due, then stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Deliver what waits. `salwa serve` and `salwa work` do so by themselves.

    Example: salwa exchange run --once --home ./register

    Exit codes: 0 stopped, 2 no installation there.
    """
    place = open_home(home)
    from salwa.commands.work import carry_messages  # slow start
    from salwa.services.exchange.delivery import deliver_due  # slow start

    with at_work_in(place):
        if not once:
            carry_messages(threading.Event())
            return
        counted = dict(deliver_due())
    put_json(counted) if as_json else put("\n".join(f"{name}\t{count}" for name, count in counted.items()))


def _listed(lines: Iterable[Any], shown: tuple[str, ...], as_json: bool) -> None:
    plain = [_plain(one) for one in lines]
    if as_json:
        put_json(plain)
        return
    for line in plain:
        put("\t".join(str(line[name]) for name in shown))


def _plain(line: Any) -> dict[str, Any]:
    def told(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat(timespec="seconds")
        return [told(one) for one in value] if isinstance(value, (tuple, list)) else value

    return {name: told(value) for name, value in dataclasses.asdict(line).items()}


def _grouped(fingerprint: str) -> str:
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _read(file: Path, most: int = MOST_READ) -> bytes:
    with file.open("rb") as stream:
        return stream.read(most)


def _write(file: Path, content: bytes) -> None:
    if file.exists():
        raise typer.BadParameter(f"{file} exists already")
    file.write_bytes(content)
