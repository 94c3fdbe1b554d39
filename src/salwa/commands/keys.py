"""`salwa keys`: the keys of sealed fields."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.progress import progress_bar

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def keys() -> None:
    """See, make, change and retire the keys that seal personal data. The keys themselves are never shown.

    Example: salwa keys list --home ./register
    """


@app.command(name="list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List the keys: name, state, since when, and how many values each seals.

    Example: salwa keys list --home ./register

    Exit codes: 0 listed, 1 the keyring is missing or unreadable, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.keys.queries import list_keys  # slow start

    found = list_keys(acting_user=operator())
    lines = [
        {
            "key": one.key,
            "state": one.state,
            "made_at": one.made_at.isoformat(timespec="seconds"),
            "retired_at": one.retired_at.isoformat(timespec="seconds") if one.retired_at else None,
            "values": one.values,
        }
        for one in found.keys
    ]
    if as_json:
        put_json({"file": found.file, "readable_by_others": found.readable_by_others, "keys": lines})
    else:
        for line in lines:
            put("\t".join(str(line[name]) for name in ("key", "state", "made_at", "values")))
        say(f"The keyring is {found.file}. Keep a copy apart from the backups that are not encrypted.")
    if found.readable_by_others:
        say(f"Others on this computer can read the keyring. Run: chmod 600 {found.file}")


@app.command()
def new(
    home: Home = None,
    begin_anew: Annotated[
        bool, typer.Option("--begin-anew", help="The keyring is lost for good: what it sealed stays closed for ever.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a new key for what is sealed from now on. Values sealed before keep their key until `salwa keys rotate`.

    Example: salwa keys new --home ./register

    Exit codes: 0 made, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.keys.actions import make_key  # slow start

    name = make_key(acting_user=operator(), begin_anew=begin_anew)
    put_json({"key": name}) if as_json else put(name)
    say("Make an encrypted backup now: it keeps the new key.")


@app.command()
def rotate(home: Home = None, as_json: AsJson = False) -> None:
    """Change the key and seal every value anew. Interrupted, the same command goes on where it stopped.

    Example: salwa keys rotate --home ./register

    Exit codes: 0 every value is sealed with the new key, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.keys.actions import rotate_keys  # slow start

    with progress_bar("Sealing anew") as moved:
        done = rotate_keys(acting_user=operator(), progress=moved)
    if as_json:
        put_json({"key": done.key, "rows": done.rows, "continued": done.continued})
    say(f"Key {done.key} is in force; {done.rows} rows were sealed anew.")
    say("Make an encrypted backup now. Old keys still open older backups; give one up with: salwa keys retire KEY")


@app.command()
def retire(
    key: Annotated[str, typer.Argument(help="Name of the key in `salwa keys list`.")], home: Home = None
) -> None:
    """Give up an old key for good. Backups without passphrase made with it can then not be read in their sealed fields.

    Example: salwa keys retire 1a2b3c4d --home ./register

    Exit codes: 0 given up, 1 refused (in use, current, or replaced just now), 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.keys.actions import retire_key  # slow start

    retire_key(acting_user=operator(), key_id=key)
    say(f"Key {key} is given up.")
