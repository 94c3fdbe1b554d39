"""`salwa init`: make an installation in a home folder."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import put_json, say
from salwa.settings.start import open_installation
from salwa.settings.table import SETTINGS_FILE, UnreadableSetting, default_home, write_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)
PROFILES = ("national", "secretariat")


@app.command()
def init(
    home: Annotated[Path | None, typer.Option(help="Folder of the installation; made when it is not there.")] = None,
    profile: Annotated[str, typer.Option(help="national or secretariat.")] = "national",
    state: Annotated[str, typer.Option(help="ISO 3166 alpha-3 code of the State (national).")] = "",
    database_url: Annotated[str, typer.Option(help="postgresql://... ; empty means one SQLite file.")] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; fail when something is missing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make an installation: settings, database, the command-line user. Running it again changes nothing.

    Example: salwa init --home ./register --profile national --state KEN --no-input

    Exit codes: 0 made or already there, 2 wrong profile or State.
    """
    place = (home or default_home()).absolute()
    state = _checked_state(profile, state, ask=not no_input and sys.stdin.isatty())
    made = not (place / SETTINGS_FILE).exists()
    if made:
        for folder in (place, place / "imports", place / "media", place / "index"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        values = {"profile": profile, "state": state, "secret_key": secrets.token_urlsafe(50)}
        write_settings(place, values | ({"database_url": database_url} if database_url else {}))
    open_installation(place)
    from salwa.services.installation.actions import prepare_database  # slow start

    prepare_database()
    say(f"The installation in {place} is ready.")
    say(f"Next: salwa accounts add --home {place}, then salwa serve --home {place}")
    if as_json:
        put_json({"home": str(place), "profile": profile, "state": state, "made": made})


def _checked_state(profile: str, state: str, *, ask: bool) -> str:
    if profile not in PROFILES:
        raise UnreadableSetting(f"--profile must be one of {', '.join(PROFILES)}, not {profile!r}.")
    if profile == "national" and not state and ask:
        state = typer.prompt("State (ISO 3166 alpha-3 code, for example KEN)", err=True)
    state = state.strip().upper()
    if profile == "national" and not (len(state) == 3 and state.isascii() and state.isalpha()):
        raise UnreadableSetting("--state must be the three-letter ISO 3166 code of the State, for example KEN.")
    return state
