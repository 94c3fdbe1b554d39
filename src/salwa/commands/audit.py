"""`salwa audit`: reading the log of who did what, signing what it is, and checking that nobody has changed it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands import audit_files, audit_witnesses
from salwa.commands.messages import open_home, put, put_json, report_failure, say
from salwa.commands.progress import progress_bar
from salwa.domain.refusals import Refusal

if TYPE_CHECKING:
    from salwa.services.audit.verifying import Verdict

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

# Kind of damage -> what it means; {entry} is the first damaged entry, {checkpoint} the entries a checkpoint counts.
DAMAGE = {
    "unreadable": "Entry {entry} cannot be read: what stands there is no entry of a log.",
    "changed": "Entry {entry} was changed after it was written.",
    "missing": "Entry {entry} and perhaps others after it were taken out.",
    "inserted": "An entry was put in at {entry}.",
    "reordered": "Entries were put into another order, from entry {entry} on.",
    "truncated": "The log ends before entry {entry}; a checkpoint counts {checkpoint} entries. The end was cut off.",
    "rolled_back": "The log was put back: it ends before entry {entry}, a checkpoint kept elsewhere at {checkpoint}.",
    "forked": "This is not the log that was signed at {checkpoint} entries; it differs from entry {entry} on or later.",
    "checkpoint": "The stored checkpoint of {checkpoint} entries is not as it was signed.",
}
DEGRADED = {
    "stale": "Degraded: entries have come since a checkpoint that is older than four hours. Is the worker running?",
    "clock": "Degraded: something speaks against the clock of this machine. Run: salwa audit clock",
    "unguarded": "Degraded: triggers that protect the log are missing in the database.",
    "unsigned": "Degraded: checkpoints from before the present key file cannot be checked; their key is unknown.",
}


@app.callback()
def audit() -> None:
    """Read the audit log, sign what it is, and check that no entry was changed, removed or put in.

    Example: salwa audit verify --home ./register
    """


@app.command()
def verify(
    home: Home = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="Checkpoint that was kept elsewhere; may be given several times.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="An exported log to verify instead of the installation's.")] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="Public key of the log in --log, when it is of another installation.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry of the log, or of an exported one, against the chain, the tree and the checkpoints.

    Without a checkpoint that was kept elsewhere, a log that was put back as a whole to an older state looks whole.

    Example: salwa audit verify --home ./register --checkpoint kept/2026-11-24.checkpoint

    Exit codes: 0 the log is whole, 1 it is damaged, 2 no installation there or a checkpoint that cannot be trusted,
    3 the log is whole and its protection is degraded.
    """
    open_home(home)
    try:
        verdict = _verdict(checkpoint or [], log, key or [])
    except Refusal as refusal:
        report_failure(refusal)
        raise typer.Exit(2) from None
    if as_json:
        put_json(_as_json(verdict))
    _say_verdict(verdict)
    if not verdict.whole:
        raise typer.Exit(1)
    if verdict.degraded:
        raise typer.Exit(3)


def _verdict(checkpoints: list[Path], log: Path | None, keys: list[str]) -> Verdict:
    from salwa.domain.audit.notes import parse_key  # slow start
    from salwa.services.audit.verifying import verify_file, verify_log  # slow start

    outside = [path.read_bytes() for path in checkpoints]
    with progress_bar("Verifying") as moved:
        if log is None:
            return verify_log(outside, progress=moved)
        beside = Path(f"{log}.checkpoint")
        own = [beside.read_bytes()] if beside.exists() else []
        return verify_file(log, outside, own=own, keys=[parse_key(one) for one in keys], progress=moved)


def _as_json(verdict: Verdict) -> dict[str, Any]:
    damage = verdict.damage
    return {
        "whole": verdict.whole,
        "first_wrong_entry": damage.number if damage else None,
        "damage": damage.kind.value if damage else None,
        "checkpoint": damage.checkpoint if damage else None,
        "declared_epoch": verdict.declared_epoch or None,
        "entries": verdict.entries,
        "root": verdict.root,
        "checkpoints": verdict.checkpoints,
        "confirmed": verdict.confirmed,
        "degraded": list(verdict.degraded),
        "seconds": round(verdict.seconds, 2),
    }


def _say_verdict(verdict: Verdict) -> None:
    if verdict.damage is not None:
        blanks = {"entry": verdict.damage.number, "checkpoint": verdict.damage.checkpoint}
        say(DAMAGE[verdict.damage.kind.value].format(**blanks))
        if verdict.declared_epoch:
            say(f"The log itself says that a backup was put back: epoch {verdict.declared_epoch} begins there.")
        say("Stop work, keep the installation as it is, and compare with a backup and with what witnesses hold.")
    else:
        say(f"All {verdict.entries} entries are as they were written; {verdict.confirmed} are under a checkpoint.")
    for reason in verdict.degraded:
        say(DEGRADED[reason])


@app.command()
def checkpoint(
    home: Home = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the checkpoint; standard output without it.")] = None,
    since: Annotated[
        int | None, typer.Option(min=0, help="Add the proof that the log only grew since it had so many entries.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sign what the log is now. Give the file to somebody who keeps it where this installation cannot reach it.

    With --since the file also proves that nothing before was changed: this is what a witness asks for.

    Example: salwa audit checkpoint --home ./register --out kept/2026-11-24.checkpoint

    Exit codes: 0 signed, 1 the log is damaged, 2 no installation there or the file cannot be written.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.checkpoints import make_checkpoint  # slow start
    from salwa.services.audit.exports import full_note, prove_growth  # slow start
    from salwa.services.audit.signing import signing_keys  # slow start

    made = make_checkpoint(acting_user=operator())
    text = full_note(made) if since is None else prove_growth(acting_user=operator(), since=since)
    if out is not None:
        out.write_text(text, encoding="utf-8")
        say(f"Signed: {made.size} entries, root {made.root[:16]}... Keep {out} elsewhere.")
    if as_json:
        put_json({"entries": made.size, "root": made.root, "epoch": made.epoch, "origin": signing_keys().origin})
    elif out is None:
        sys.stdout.write(text)


@app.command()
def clock(
    home: Home = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Say that the clock was compared and put right; the log keeps this.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether the clock of this machine fits the log, the messages of other States and its own pace.

    Compare the clock with one that can be trusted before you confirm it: messages of other States are judged by it.

    Example: salwa audit clock --home ./register

    Exit codes: 0 nothing speaks against the clock, 1 something does, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.clock import clock_state, confirm_clock  # slow start

    if confirm:
        confirm_clock(acting_user=operator())
    state = clock_state()
    if as_json:
        behind = round(state.behind.total_seconds()) if state.behind is not None else None
        put_json({"behind": behind, "moved": state.moved, "apart": list(state.apart), "later": state.later})
    for sentence in state.sentences:
        say(sentence.english())
    if not state.fits:
        raise typer.Exit(1)
    say("Nothing speaks against the clock of this machine.")


@app.command(name="list")
def list_(
    home: Home = None,
    action: Annotated[str, typer.Option(help="Only this action, for example weapons.found.")] = "",
    object_id: Annotated[str, typer.Option("--object", help="Only entries about the object of this number.")] = "",
    before: Annotated[int | None, typer.Option(min=1, help="Entries older than this number (next page).")] = None,
    count: Annotated[int, typer.Option(min=1, max=1000, help="Entries at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List entries of the log, newest first. Reading the log is itself recorded.

    Example: salwa audit list --home ./register --action weapons.found --count 20

    Exit codes: 0 listed, 2 no installation there or no such action.
    """
    from salwa.domain.audit import ACTIONS  # slow start

    if action and action not in ACTIONS:
        raise typer.BadParameter(f"There is no action {action}; docs/reference/audit-events.md lists them.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.audit.queries import read_log  # slow start

    page = read_log(acting_user=operator(), action=action, object_id=object_id, before=before, count=count)
    if as_json:
        put_json(
            [
                {
                    "number": line.number,
                    "at": line.at.isoformat(),
                    "actor": line.actor,
                    "action": line.action,
                    "object_kind": line.object_kind,
                    "object_id": line.object_id,
                    "purpose": line.purpose,
                    "details": line.details,
                }
                for line in page.lines
            ]
        )
    else:
        for line in page.lines:
            about = f"{line.object_kind} {line.object_id}".strip()
            put("\t".join((str(line.number), line.at.isoformat(timespec="seconds"), line.actor, line.action, about)))
    if page.next_before:
        say(f"There are older entries: --before {page.next_before}")


app.command()(audit_files.export)
app.command()(audit_files.prove)
app.command()(audit_files.keys)
app.add_typer(audit_witnesses.app, name="witness")
