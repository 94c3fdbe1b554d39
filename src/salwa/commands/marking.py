"""`salwa marking`: checking marks, campaigns and their numbers, the national profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say

if TYPE_CHECKING:
    from salwa.services.marking.progress import CampaignLine

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
profile = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
app.add_typer(profile, name="profile")
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def marking() -> None:
    """Check marks against the International Tracing Instrument, and run marking campaigns.

    Example: salwa marking check --home ./register --weapon 4711
    """


@profile.callback()
def profile_group() -> None:
    """Show and set the national marking profile.

    Example: salwa marking profile show --home ./register
    """


@app.command()
def check(
    weapon: Annotated[int | None, typer.Option(min=1, help="Check this weapon only, rule by rule.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Check every weapon anew, not only changed ones.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Check one weapon, or bring the list of weapons that are not duly marked up to date and count it.

    Example: salwa marking check --home ./register --json

    Exit codes: 0 checked (whatever came of it), 1 refused, 2 no installation there.
    """
    open_home(home)
    if weapon is not None:
        _check_one(weapon, as_json=as_json)
        return
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.lists import Asked, judge_now, list_lacking  # slow start

    judge_now(acting_user=operator(), whole=rebuild)
    counted = list_lacking(acting_user=operator(), asked=Asked(), count=1).counted
    assert counted is not None
    result: dict[str, Any] = {
        "overall": {one.value: count for one, count in counted.overall.items()},
        "rules": {one.value: count for one, count in counted.rules},
        "profile": counted.profile_version,
        "seconds": round(counted.seconds, 3),
    }
    say(f"{sum(counted.overall.values())} weapons are in the list; the last pass took {counted.seconds:.1f} s.")
    if as_json:
        put_json(result)
        return
    for name in ("overall", "rules"):
        for code, count in result[name].items():
            put(f"{code}\t{count}")


def _check_one(weapon: int, *, as_json: bool) -> None:
    from salwa.domain.marking import RULES  # slow start
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.checking import check_weapon  # slow start

    found = check_weapon(acting_user=operator(), weapon_id=weapon)
    findings = found.binding + found.advice
    if as_json:
        put_json(
            {
                "weapon": found.weapon,
                "overall": found.overall.value,
                "profile": found.profile_version,
                "findings": [
                    {
                        "rule": one.rule.value,
                        "paragraph": RULES[one.rule].paragraph,
                        "advice": one.advice,
                        "verdict": one.verdict.value,
                        "why": one.why.english(),
                        "remedy": one.remedy.english() if one.remedy else None,
                    }
                    for one in findings
                ],
            }
        )
        return
    put(found.overall.value)
    for one in findings:
        put(f"{one.rule.value}\t{one.verdict.value}\t{RULES[one.rule].paragraph}\t{one.why.english()}")


@app.command()
def campaigns(home: Home = None, as_json: AsJson = False) -> None:
    """List marking campaigns with their counts and teams; each forecast says how it was found.

    Example: salwa marking campaigns --home ./register --json

    Exit codes: 0 listed, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.progress import list_campaigns, view_campaign  # slow start

    lines = list_campaigns(acting_user=operator())
    if not as_json:
        for line in lines:
            put(f"{line.number}\t{line.state.value}\t{line.done}/{line.total}\t{line.name}")
        return
    put_json([_campaign(line, view_campaign(acting_user=operator(), campaign_id=line.number)) for line in lines])


def _campaign(line: CampaignLine, view: Any) -> dict[str, Any]:
    expected = view.forecast
    return {
        "campaign": line.number,
        "name": line.name,
        "state": line.state.value,
        "occasion": line.occasion.value,
        "starts_on": line.starts_on.isoformat(),
        "counts": {state.value: count for state, count in line.counts.items()},
        "teams": [{"team": one.number, "name": one.name, "done": one.done} for one in view.teams],
        "expected_end": expected.expected.isoformat() if expected.expected else None,
        "earliest_end": expected.earliest.isoformat() if expected.earliest else None,
        "latest_end": expected.latest.isoformat() if expected.latest else None,
        "method": expected.method.english(),
    }


@app.command()
def reserve(
    campaign: Annotated[int, typer.Option(min=1, help="Number of the campaign.")],
    team: Annotated[int, typer.Option(min=1, help="Number of the team.")],
    count: Annotated[int, typer.Option(min=1, help="How many numbers.")] = 100,
    uid: Annotated[str, typer.Option(help="Identifier made by you (a UUID): the same twice reserves once.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Reserve numbers of the national series for a team. A reserved number is never given to anybody else.

    Example: salwa marking reserve --home ./register --campaign 1 --team 2 --count 500

    Exit codes: 0 reserved, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.numbers import reserve_numbers  # slow start

    block = reserve_numbers(acting_user=operator(), campaign_id=campaign, team_id=team, count=count, uid=uid)
    say(f"{block.count} numbers are reserved for the team {block.team_name}.")
    if as_json:
        put_json(
            {
                "block": block.number, "first": block.first, "last": block.last, "count": block.count,
                "again": block.again,
            }
        )  # fmt: skip
    else:
        put(f"{block.first}\t{block.last}")


@profile.command()
def show(home: Home = None, as_json: AsJson = False) -> None:
    """Print the national marking profile in force, as it was set.

    Example: salwa marking profile show --home ./register > profile.yaml

    Exit codes: 0 shown, 2 no installation there.
    """
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.profile import show_profile  # slow start

    shown = show_profile(acting_user=operator())
    say(f"Version {shown.version}." if shown.version else "The profile shipped with Salwa; none was set yet.")
    if as_json:
        put_json({"version": shown.version, "text": shown.text})
    else:
        put(shown.text)


@profile.command(name="set")
def set_(
    file: Annotated[Path, typer.Argument(help="The profile (YAML).")], home: Home = None, as_json: AsJson = False
) -> None:
    """Set a new version of the national marking profile; every fault is told with its line.

    Example: salwa marking profile set profile.yaml --home ./register

    Exit codes: 0 set, 1 refused, 2 the file cannot be read or no installation there.
    """
    content = file.read_bytes()
    open_home(home)
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.marking.profile import FaultyProfile, set_profile  # slow start

    try:
        version = set_profile(acting_user=operator(), text=content)
    except FaultyProfile as refusal:
        for fault in refusal.faults:
            say(f"{file}:{fault.line}: {fault.place or 'file'}: {fault.sentence.english()}")
        raise
    say(f"Version {version} is in force.")
    if as_json:
        put_json({"version": version})
