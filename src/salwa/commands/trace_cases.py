"""`salwa trace open`, `status` and `list`: one seizure from flags or a file, and the cases as they stand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json
from salwa.domain.custody.days import written_day
from salwa.domain.tracing import Circumstance

if TYPE_CHECKING:
    from salwa.services.seizures.queries import IncidentPage
    from salwa.services.tracing.queries import CasePage

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
LARGEST = 2_000_000


def add_to(app: typer.Typer) -> None:
    """Add these commands to the group."""
    app.command(name="open")(open_)
    app.command(name="status")(status)
    app.command(name="list")(list_)


def open_(
    file: Annotated[
        Path | None, typer.Argument(help="JSON file of the seizure (docs/reference/seizure-file.md); - reads stdin.")
    ] = None,
    serial: Annotated[str, typer.Option(help="Serial number as read, ? for signs that cannot be read.")] = "",
    serial_state: Annotated[str, typer.Option(help="present, partial, illegible, erased or none.")] = "present",
    maker: Annotated[str, typer.Option(help="Maker as stamped.")] = "",
    model: Annotated[str, typer.Option(help="Model.")] = "",
    calibre: Annotated[str, typer.Option(help="Calibre.")] = "",
    type_: Annotated[str, typer.Option("--type", help="Type of weapon in words.")] = "",
    import_mark: Annotated[str, typer.Option(help="Import mark as read.")] = "",
    circumstance: Annotated[Circumstance, typer.Option(help="How it came to the authorities.")] = Circumstance.SEIZED,
    day: Annotated[str, typer.Option(help="Day, month or year: 2026-03-14, 2026-03 or 2026.")] = "",
    place: Annotated[str, typer.Option(help="Where.")] = "",
    reference: Annotated[str, typer.Option(help="Number of the file.")] = "",
    kept_by: Annotated[str, typer.Option(help="Office that holds the weapon now.")] = "",
    evidence: Annotated[str, typer.Option(help="Number of the exhibit.")] = "",
    uid: Annotated[str, typer.Option(help="UUID of this entry: sent again it records nothing twice.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Record a seizure, find or surrender and open the tracing case of each weapon of it.

    Example: salwa trace open --home ./register --serial AB1234 --maker Taurus --day 2026-03-14 --place Zenda --json

    Exit codes: 0 recorded, 1 refused, 2 bad input or no installation there.
    """
    told = _told(file) if file is not None else _of_flags(locals())
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.seizures.plain import entry_from_plain  # slow start
    from salwa.services.seizures.queries import open_incident  # slow start
    from salwa.services.seizures.recording import record_incident  # slow start
    from salwa.services.tracing.cases import open_case  # slow start

    number = record_incident(acting_user=operator(), entry=entry_from_plain(told))
    page = open_incident(acting_user=operator(), incident=number)
    for one in page.weapons:
        open_case(acting_user=operator(), seized=one.number)
    page = open_incident(acting_user=operator(), incident=number)
    shown = _incident(page)
    if as_json:
        put_json(shown)
        return
    put(f"seizure\t{number}")
    for one in shown["weapons"]:
        best = one["candidates"][0] if one["candidates"] else None
        found = f"{best['class']}\t{best['weapon']}\t{best['probability']}" if best else one["check"]
        put(f"case\t{one['case']}\t{found}")


def status(
    case: Annotated[str, typer.Argument(help="Number of the case, for example KEN-2026-000012.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show how a case stands: outcome, way of the weapon, requests, cases that belong together.

    Example: salwa trace status KEN-2026-000012 --home ./register --json

    Exit codes: 0 shown, 1 no such case, 2 wrong use or no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.tracing.queries import open_case_page  # slow start

    shown = _case(open_case_page(acting_user=operator(), case=case))
    if as_json:
        put_json(shown)
        return
    put(f"case\t{shown['case']}\t{'closed' if shown['closed'] else 'open'}")
    put(f"outcome\t{shown['outcome'] or ''}\tsuggested\t{shown['suggested']['outcome']}")
    for one in shown["route"]:
        put(f"{one['day']}\t{one['kind']}\t{one['from_state']}\t{one['state']}\t{one['document']}")
    for one in shown["requests"]:
        put(f"request\t{one['number']}\t{one['to']}\t{one['state']}")


def list_(
    state: Annotated[str, typer.Option(help="Only cases that are open, or closed.")] = "",
    outcome: Annotated[str, typer.Option(help="Only this outcome (1.1 to 1.7, 2, 3), or none.")] = "",
    text: Annotated[str, typer.Option(help="Words of number, reference or exhibit.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Cases at most.")] = 1_000,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List tracing cases, the last opened first: number, state, outcome, weapon, serial, requests.

    Example: salwa trace list --home ./register --state open --json

    Exit codes: 0 listed, 2 wrong use or no installation there.
    """
    if state not in ("", "open", "closed"):
        raise typer.BadParameter("--state is open or closed.")
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.tracing.queries import CaseFilters, list_cases  # slow start

    lines: list[dict[str, Any]] = []
    before = None
    while len(lines) < limit:
        page = list_cases(
            acting_user=operator(), filters=CaseFilters(state, outcome, text), before=before,
            count=min(500, limit - len(lines)),
        )  # fmt: skip
        lines += [
            {
                "case": one.number, "closed": one.closed_at is not None, "outcome": one.outcome or None,
                "weapon": one.title, "serial": one.serial, "requests": one.requests,
                "open_requests": one.open_requests, "late": one.late,
                "opened": one.opened_at.isoformat(timespec="seconds"),
            }
            for one in page.lines
        ]  # fmt: skip
        before = page.next_before
        if before is None:
            break
    if as_json:
        put_json(lines)
        return
    for line in lines:
        put("\t".join("" if value is None else str(value) for value in line.values()))


def _of_flags(flags: dict[str, Any]) -> dict[str, Any]:
    """What the flags say, in the form of the file."""
    marks = []
    if flags["serial"].strip() or flags["serial_state"] != "present":
        marks.append({"content": "serial", "text": flags["serial"], "state": flags["serial_state"]})
    if flags["import_mark"].strip():
        marks.append({"content": "import_mark", "occasion": "import", "text": flags["import_mark"]})
    weapon = {"maker": flags["maker"], "model": flags["model"], "calibre": flags["calibre"], "type": flags["type_"]}
    plain = ("day", "place", "reference", "kept_by", "evidence", "uid")
    return {
        "circumstance": flags["circumstance"].value,
        **{name: flags[name] for name in plain if flags[name]},
        "weapons": [{**weapon, "marks": marks}],
    }


def _told(file: Path) -> dict[str, Any]:
    raw = sys.stdin.buffer.read(LARGEST + 1) if str(file) == "-" else file.read_bytes()[: LARGEST + 1]
    if len(raw) > LARGEST:
        raise typer.BadParameter(f"{file} is larger than {LARGEST} bytes.")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{file} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise typer.BadParameter(f"{file} must hold one object.")
    return value


def _incident(page: IncidentPage) -> dict[str, Any]:
    return {
        "seizure": page.number,
        "reference": page.reference,
        "circumstance": page.counted_as.circumstance,
        "weapons": [
            {
                "seized": one.number,
                "weapon": one.weapon,
                "case": one.case,
                "check": one.check.state if one.check else "",
                "candidates": [
                    {
                        "weapon": found.weapon, "class": found.verdict, "probability": found.probability,
                        "whereabouts": found.whereabouts,
                        "missing": [{"kind": kind, "day": day} for kind, day in found.missing],
                    }
                    for found in (one.check.candidates if one.check else ())
                ],
                "seen_before": [
                    {"seizure": incident, "position": position, "class": verdict, "by": by}
                    for incident, position, verdict, by in (one.check.seen_before if one.check else ())
                ],
                "duplicates": list(one.check.duplicates) if one.check else [],
            }
            for one in page.weapons
        ],
    }  # fmt: skip


def _case(page: CasePage) -> dict[str, Any]:
    return {
        "case": page.number,
        "closed": page.closed_at is not None,
        "seizure": page.incident,
        "reference": page.reference,
        "registered_as": page.seized.registered_as,
        "outcome": page.outcome.values["outcome"] if page.outcome else None,
        "suggested": {"outcome": page.suggestion.outcome.value, "reason": page.suggestion.reason.english()},
        "last_lawful_record": page.last_lawful.values if page.last_lawful else None,
        "point_of_diversion": page.diversion.values if page.diversion else None,
        "days_since_last_lawful_record": (
            {"at_least": page.route.between.at_least, "at_most": page.route.between.at_most}
            if page.route.between
            else None
        ),
        "states": list(page.route.states),
        "route": [
            {
                "day": written_day(one.day, one.precision), "kind": one.kind, "from_state": one.from_state,
                "state": one.state, "holder": one.holder, "place": one.place, "document": one.document,
                "said_by": one.said_by, "source": one.source.value,
            }
            for one in page.route.stations
        ],
        "requests": [
            {"number": one.number, "to": one.to_state, "state": one.state, "late": one.late_answer}
            for one in page.requests
        ],
        "links": [{"case": one.case, "kind": one.kind.value, "value": one.value} for one in page.links],
    }  # fmt: skip
