"""Six roles of a national installation and what each may do (least right that lets the job be done)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a person does in an organisation; one person may hold several roles."""

    REGISTRAR = "registrar"
    STOCK_OFFICER = "stock_officer"
    TRACING_OFFICER = "tracing_officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


# Right -> what it allows. Every service names one of these; a test finds rights nobody holds or nobody asks for.
PERMISSIONS: dict[str, str] = {
    "weapons.find": "Look for a weapon by its marks, with a purpose.",
    "weapons.read": "Open a weapon's page.",
    "weapons.record": "Enter a weapon and its marks.",
    "weapons.import": "Import a file of weapons.",
    "weapons.export": "Take weapons out of the register as a file.",
    "imports.withdraw": "Withdraw an import as a whole.",
    "weapons.screen": "Screen a list of seized weapons.",
    "weapons.list_duplicates": "List weapons recorded twice.",
    "analysis.read": "See counts of the register.",
    "audit.read": "Read the audit log.",
    "accounts.manage": "Add people, give and end roles.",
}

RIGHTS: dict[Role, frozenset[str]] = {
    Role.REGISTRAR: frozenset(
        {
            "weapons.find",
            "weapons.read",
            "weapons.record",
            "weapons.import",
            "weapons.export",
            "imports.withdraw",
            "weapons.list_duplicates",
            "analysis.read",
        }
    ),
    Role.STOCK_OFFICER: frozenset({"weapons.find", "weapons.read", "weapons.record", "analysis.read"}),
    Role.TRACING_OFFICER: frozenset({"weapons.find", "weapons.read", "weapons.screen", "analysis.read"}),
    Role.SUPERVISOR: frozenset(
        {
            "weapons.find",
            "weapons.read",
            "weapons.screen",
            "weapons.list_duplicates",
            "weapons.export",
            "imports.withdraw",
            "analysis.read",
            "audit.read",
        }
    ),
    Role.AUDITOR: frozenset({"audit.read", "analysis.read"}),
    Role.ADMINISTRATOR: frozenset({"accounts.manage"}),
}


def rights_of(roles: Iterable[Role]) -> frozenset[str]:
    """All rights that these roles carry together."""
    return frozenset().union(*(RIGHTS[role] for role in roles))
