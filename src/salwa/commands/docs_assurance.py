"""The pages of docs/reference that are made from the folder `assurance`: figures reached, answers to the ASVS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

NOT_MEASURED = "not yet measured"
NO_CONTROL = "none yet"
STATUSES = ("met", "not met", "not applicable")
AREAS = {
    "durability": "Nothing is lost",
    "access": "Nobody gets in, out or past",
    "audit": "Nothing is changed unseen",
    "use": "People can use it",
    "search": "Weapons are found",
    "exchange": "States can rely on each other's messages",
    "tracing": "Weapons are traced",
}
CHAPTERS = {
    1: "encoding and cleaning",
    2: "checking input, rules of the work",
    3: "browsers",
    4: "interface for programs",
    5: "files",
    6: "signing in",
    7: "sessions",
    8: "rights",
    9: "self-contained tokens",
    10: "OAuth and OpenID Connect",
    11: "cryptography",
    12: "connections",
    13: "configuration",
    14: "protection of data",
    15: "libraries and code",
    16: "logs and errors",
    17: "WebRTC",
}
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]


def read(folder: Path, name: str) -> dict[str, Any]:
    """One file of the folder `assurance`."""
    return dict(yaml.load((folder / name).read_bytes(), Loader=yaml.CSafeLoader))


def figures_page(figures: dict[str, list[dict[str, str]]], table: Table) -> str:
    """One table an area: claim, figure, what `make check` and the campaign do, evidence, control, when measured."""
    rows = [row for area in figures.values() for row in area]
    open_rows = sum(NOT_MEASURED in row["figure"] for row in rows)
    controlled = sum(row.get("control", NO_CONTROL) != NO_CONTROL for row in rows)
    parts = [
        "# Assurance: what is claimed, and what was measured\n\nOne row a claim, from `assurance/figures.yaml`. A "
        "figure counts as much as its negative control: the test in which a deliberate defect is noticed. Seconds are "
        "from two cores that other work kept busy. Methods and limits: [benchmarks](../explanation/benchmarks.md), "
        "[the audit log](../explanation/audit-log.md), [threat model](../explanation/threat-model.md).\n\n"
        f"{len(rows)} claims; {open_rows} of them not yet measured, or not yet at the size aimed at; {controlled} with "
        "a negative control.\n"
    ]
    head = ("", "Claim", "Figure", "In make check", "Campaign", "Shown by", "Negative control", "Measured")
    for area, words in AREAS.items():
        parts.append(f"## {words}\n\n{table(head, [_figure_row(row) for row in figures[area]])}")
    return "\n".join(parts)


def _figure_row(row: dict[str, str]) -> tuple[str, ...]:
    command = row.get("command", "")
    campaign = f"`{command} {row['campaign']}`" if "campaign" in row else f"`{command}`" if " " in command else ""
    control = row.get("control", "")
    return (
        row["id"],
        row["claim"],
        row["figure"],
        row.get("check", ""),
        "" if command.startswith(("pytest", "none")) else campaign,
        _cited(row["test"]) if "test" in row else "",
        control if control in {"", NO_CONTROL} else _cited(control),
        f"{row['date']}, {row['commit']}" if "date" in row else "",
    )


def asvs_page(answers: dict[str, dict[str, Any]], table: Table) -> str:
    """One table a chapter, and how many requirements of each level are met."""
    counts = Counter((row["level"], row["status"]) for row in answers.values())
    levels = [
        (
            str(level),
            *(str(counts[level, status]) for status in STATUSES),
            str(sum(counts[level, one] for one in STATUSES)),
        )
        for level in (1, 2)
    ]
    total = ("both", *(str(counts[1, one] + counts[2, one]) for one in STATUSES), str(len(answers)))
    parts = [
        "# Answers to the OWASP ASVS 5.0.0, levels 1 and 2\n\nThe Application Security Verification Standard of OWASP "
        "(CC BY-SA 4.0) asks; this page answers for Salwa as it is shipped, from `assurance/asvs.yaml`. The second "
        "column is our own short wording: read the requirement itself in the standard. *Met* names tests, or a page "
        "where documentation is asked for; nobody outside the project has checked these answers yet.\n\n"
        + table(("Level", *STATUSES, "all"), [*levels, total])
    ]
    for number, words in CHAPTERS.items():
        rows = [_asvs_row(one, row) for one, row in answers.items() if one.startswith(f"V{number}.")]
        head = ("", "Asks", "Level", "Status", "Evidence or reason")
        parts.append(f"## V{number}: {words}\n\n{table(head, rows)}")
    return "\n".join(parts)


def _asvs_row(number: str, row: dict[str, Any]) -> tuple[str, ...]:
    told = row["because"] if "because" in row else "; ".join(_cited(one) for one in row["evidence"])
    return number, row["asks"], str(row["level"]), row["status"], told


def _cited(evidence: str) -> str:
    """A test in code, a page as a link."""
    if not evidence.startswith("docs/"):
        return f"`{evidence}`"
    page = evidence.removeprefix("docs/")
    target = page.removeprefix("reference/") if page.startswith("reference/") else f"../{page}"
    return f"[{page.partition('#')[0]}]({target})"
