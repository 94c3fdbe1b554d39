"""`salwa custody`: a weapon's life from the command line - reading, recording, correcting, cancelling, recomputing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from salwa.commands.custody_words import say_life
from salwa.commands.messages import open_home, put, put_json, say
from salwa.commands.progress import progress_bar
from salwa.domain.custody.days import last_day, read_day
from salwa.domain.weapons import EventKind

if TYPE_CHECKING:
    from salwa.services.custody.values import LifeEntry, Recorded

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
LARGEST = 2**63 - 1
FOLDER = "Folder of the installation."
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Weapon = Annotated[int, typer.Argument(min=1, max=LARGEST, help="Number of the weapon.")]
EntryNumber = Annotated[int, typer.Argument(min=1, max=LARGEST, help="Number of the entry (see salwa custody life).")]
KINDS = ", ".join(kind.value for kind in EventKind if kind is not EventKind.CORRECTED)
Kind = Annotated[str, typer.Argument(help=f"What happened: {KINDS}.")]
Day = Annotated[str, typer.Option("--date", help="2026-11-24, 2026-11 or 2026; left out when nobody knows.")]
PlaceInDay = Annotated[int, typer.Option(min=0, max=99, help="1 for the first thing of that day, 2 for the second.")]
Giver = Annotated[int | None, typer.Option(min=1, max=LARGEST, help="Number of the holder that parts with it.")]
GiverText = Annotated[str, typer.Option(help="Who parts with it, when that is no holder of the register.")]
Receiver = Annotated[int | None, typer.Option(min=1, max=LARGEST, help="Number of the holder that takes it.")]
ReceiverText = Annotated[str, typer.Option(help="Who takes it, when that is no holder of the register.")]
Country = Annotated[str, typer.Option(help="The other State of an import or export (ISO 3166 alpha-3).")]
Place = Annotated[str, typer.Option(help="Where it happened.")]
Case = Annotated[str, typer.Option(min=1, max=LARGEST, help="Number of the case or incident.")]
Document = Annotated[str, typer.Option(help="Licence, receipt, order or report it rests on.")]
Note = Annotated[str, typer.Option(help="Anything else.")]
PartNumber = Annotated[
    int | None, typer.Option(min=1, max=LARGEST, help="Number of the part that was fitted or removed.")
]
Uid = Annotated[str, typer.Option(help="Identifier of the entry: the same one again records nothing twice.")]
Reason = Annotated[str, typer.Option(help="Why; kept beside the old entry.")]


@app.callback()
def custody() -> None:
    """Read and record what happened to weapons, late or in time; compute all present states anew.

    Example: salwa custody life 12 --home ./register --on 2019-05-03
    """


@app.command()
def life(
    weapon: Weapon,
    on: Annotated[str, typer.Option(help="State at the end of this day (or month, or year).")] = "",
    home: Annotated[Path | None, typer.Option(help=FOLDER)] = None,
    as_json: AsJson = False,
) -> None:
    """Show the life of a weapon: its state, every step, what does not fit. Opening it is recorded.

    Example: salwa custody life 12 --home ./register --on 2019-05-03

    Exit codes: 0 shown, 1 refused or no such weapon, 2 wrong use or no installation there.
    """
    day, precision = _day(on)
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.custody.plain import plain_life  # slow start
    from salwa.services.custody.queries import read_life  # slow start

    shown = read_life(acting_user=operator(), weapon_id=weapon, on=last_day(day, precision) if day else None)
    told = {"weapon": weapon, **plain_life(shown)}
    if as_json:
        put_json(told)
    else:
        say_life(told)


@app.command()
def record(
    weapon: Weapon,
    kind: Kind,
    date: Day = "",
    place_in_day: PlaceInDay = 0,
    giver: Giver = None,
    giver_text: GiverText = "",
    receiver: Receiver = None,
    receiver_text: ReceiverText = "",
    country: Country = "",
    place: Place = "",
    case: Case = "",
    document: Document = "",
    note: Note = "",
    part: PartNumber = None,
    uid: Uid = "",
    home: Annotated[Path | None, typer.Option(help=FOLDER)] = None,
    as_json: AsJson = False,
) -> None:
    """Record something that happened to a weapon, however late. Contradictions are said, not refused.

    Example: salwa custody record 12 transferred --home ./register --date 1994 --giver 3 --receiver 5

    Exit codes: 0 recorded (also when it had been before), 1 refused, 2 wrong use or no installation there.
    """
    entry = _entry(
        home,
        (weapon, kind, date, uid),
        place_in_day=place_in_day, giver=giver, giver_text=giver_text, receiver=receiver, receiver_text=receiver_text,
        country=country, place=place, incident=case, document=document, note=note, part=part,
    )  # fmt: skip
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.custody.actions import record_entry  # slow start

    _tell(weapon, record_entry(acting_user=operator(), entry=entry), as_json)


@app.command()
def correct(
    weapon: Weapon,
    entry_number: EntryNumber,
    kind: Kind,
    reason: Reason,
    date: Day = "",
    place_in_day: PlaceInDay = 0,
    giver: Giver = None,
    giver_text: GiverText = "",
    receiver: Receiver = None,
    receiver_text: ReceiverText = "",
    country: Country = "",
    place: Place = "",
    case: Case = "",
    document: Document = "",
    note: Note = "",
    part: PartNumber = None,
    uid: Uid = "",
    home: Annotated[Path | None, typer.Option(help=FOLDER)] = None,
    as_json: AsJson = False,
) -> None:
    """Replace an entry by a right one, given whole; the wrong one stays readable.

    Example: salwa custody correct 12 345 seized --home ./register --date 2009-05-03 --reason "The protocol says 2009."

    Exit codes: 0 corrected, 1 refused (also when somebody was quicker), 2 wrong use or no installation there.
    """
    entry = _entry(
        home,
        (weapon, kind, date, uid),
        place_in_day=place_in_day, giver=giver, giver_text=giver_text, receiver=receiver, receiver_text=receiver_text,
        country=country, place=place, incident=case, document=document, note=note, part=part,
        details={"reason": reason},
    )  # fmt: skip
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.custody.actions import correct_entry  # slow start

    _tell(weapon, correct_entry(acting_user=operator(), event_id=entry_number, entry=entry), as_json)


@app.command()
def cancel(
    weapon: Weapon,
    entry_number: EntryNumber,
    reason: Reason,
    uid: Uid = "",
    home: Annotated[Path | None, typer.Option(help=FOLDER)] = None,
    as_json: AsJson = False,
) -> None:
    """Say that an entry never happened; it stays readable, with the reason.

    Example: salwa custody cancel 12 345 --home ./register --reason "Another weapon was meant."

    Exit codes: 0 cancelled, 1 refused (also when somebody was quicker), 2 wrong use or no installation there.
    """
    uid = _uid(uid)
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.custody.actions import cancel_entry  # slow start

    done = cancel_entry(acting_user=operator(), weapon_id=weapon, event_id=entry_number, reason=reason, uid=uid)
    _tell(weapon, done, as_json)


@app.command()
def recompute(
    check: Annotated[bool, typer.Option("--check", help="Only compare; change nothing.")] = False,
    home: Annotated[Path | None, typer.Option(help=FOLDER)] = None,
    as_json: AsJson = False,
) -> None:
    """Compute the present state of every weapon anew from its entries, and put right what differs.

    Needed once after an upgrade from a version without present states; otherwise a check. Work goes on meanwhile.

    Example: salwa custody recompute --home ./register --check

    Exit codes: 0 all agree or were put right, 1 with --check: something differs, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.custody.recomputing import recompute_states  # slow start

    with progress_bar("Weapons") as moved:
        done = recompute_states(acting_user=operator(), check=check, progress=moved)
    if as_json:
        put_json(
            {
                "weapons": done.weapons, "missing": done.missing, "wrong": done.wrong, "parts": done.parts,
                "seats": done.seats, "agree": done.agree, "examples": list(done.examples),
            }
        )  # fmt: skip
    say(f"{done.weapons} weapons: {done.missing} without a state, {done.wrong} wrong; {done.parts} parts: {done.seats}"
        f" in the wrong place{'' if check else '; put right'}.")  # fmt: skip
    if check and not done.agree:
        raise typer.Exit(1)


def _entry(home: Path | None, what: tuple[int, str, str, str], **facts: Any) -> LifeEntry:
    """Check what was typed, then open the installation and make the entry."""
    weapon, kind, typed, uid = what
    if kind not in KINDS.split(", "):
        raise typer.BadParameter(f"{kind!r} is none of {KINDS}.")
    (day, precision), uid = _day(typed), _uid(uid)
    open_home(home)
    from salwa.services.custody.values import LifeEntry  # slow start

    return LifeEntry(
        weapon=weapon, kind=EventKind(kind), uid=uid, day=day, precision=precision, date_text=typed.strip(),
        source="command", **facts,
    )  # fmt: skip


def _uid(typed: str) -> str:
    if len(typed) > 36:
        raise typer.BadParameter("An identifier has at most 36 signs.")
    return typed or str(uuid4())


def _day(typed: str) -> Any:
    try:
        return read_day(typed)
    except ValueError:
        raise typer.BadParameter(f"{typed!r} is no day; write 2026-11-24, 2026-11 or 2026.") from None


def _tell(weapon: int, done: Recorded, as_json: bool) -> None:
    from salwa.services.custody.plain import plain_findings  # slow start
    from salwa.services.custody.queries import findings_made  # slow start

    findings = plain_findings(findings_made(weapon, done.event))
    if as_json:
        put_json(
            {
                "weapon": weapon, "entry": done.event, "version": done.version, "again": done.again,
                "findings": findings,
            }
        )  # fmt: skip
    else:
        put(str(done.event))
    for one in findings:
        say(f"{one['sentence']} {one['remedy']}")
