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
# A right that ends in `_own` reaches the records of the person's own units only (services/accounts/units.py).
PERMISSIONS: dict[str, str] = {
    "weapons.find": "Look for a weapon by its marks, with a purpose.",
    "weapons.find_own": "Look for a weapon of one's own unit by its marks, with a purpose.",
    "weapons.read": "Open a weapon's page.",
    "weapons.read_own": "Open the page of a weapon of one's own unit.",
    "weapons.record": "Enter a weapon and its marks.",
    "weapons.import": "Import a file of weapons.",
    "weapons.export": "Take weapons out of the register as a file.",
    "imports.withdraw": "Ask for an import to be withdrawn as a whole, and approve what another asked for.",
    "weapons.screen": "Screen a list of seized weapons.",
    "weapons.list_duplicates": "List weapons recorded twice.",
    "custody.record": "Record what happened to any weapon: transfers, issues, losses, seizures.",
    "custody.record_own": "Record what happened to a weapon of one's own unit.",
    "custody.correct": "Correct what was recorded about the life of a weapon.",
    "holders.manage": "Record who holds weapons.",
    "persons.read": "See personal data of holders, with a purpose.",
    "persons.purge": "Approve that personal data whose time of keeping has ended are removed.",
    "licences.read": "See licences.",
    "licences.manage": "Record applications for licences.",
    "licences.decide": "Grant, refuse and revoke licences.",
    "stock.read": "See the stocks of all units.",
    "stock.read_own": "See the stock of one's own unit.",
    "stock.manage_own": "Record stores and movements of the stock of one's own unit.",
    "stock.count_own": "Count the stock of one's own unit.",
    "stock.approve": "Approve that a stock-taking of another records weapons as lost or as found.",
    "marking.plan": "Plan campaigns that mark weapons.",
    "marking.work": "Record marks made in a campaign.",
    "destruction.request": "Ask for weapons to be recorded as destroyed.",
    "destruction.approve": "Approve that weapons are recorded as destroyed.",
    "analysis.read": "See counts of the register.",
    "approvals.read": "Open the requests for approval that one made, may decide on, or that were made in one's unit.",
    "seizures.record": "Record seizures, finds and surrenders, and what they are counted as.",
    "tracing.read": "See seizures, tracing cases, and requests from and to other States.",
    "tracing.work": "Open tracing cases, compose and send requests, draft answers, establish findings.",
    "tracing.release": "Release an answer to another State that somebody else drafted.",
    "tracing.advise": "Answer questions about weapons that nobody could identify.",
    "tracing.restricted": "Read and write restricted notes on groups and persons.",
    "exchange.read": "See what was sent to and received from other installations, and what could not be delivered.",
    "exchange.manage": "Manage the keys and partners of the exchange with other installations.",
    "directory.manage": "Keep the directory of points of contact, publish it, and follow and correct it.",
    "audit.read": "Read the audit log, and every request for approval.",
    "accounts.manage": "Add people, end roles, ask for roles for others, and approve what another asked for.",
    "keys.manage": "Ask for changes of the installation's keys, and approve what another asked for.",
    "retention.read": "See what is kept since when and until when.",
    "retention.manage": "Set how long data are kept, and ask for the removal of what may no longer be kept.",
}

RIGHTS: dict[Role, frozenset[str]] = {
    Role.REGISTRAR: frozenset(
        {
            "seizures.record",
            "tracing.advise",
            "weapons.find",
            "weapons.read",
            "weapons.record",
            "weapons.import",
            "weapons.export",
            "imports.withdraw",
            "weapons.list_duplicates",
            "custody.record",
            "custody.correct",
            "holders.manage",
            "persons.read",
            "licences.read",
            "licences.manage",
            "stock.read",
            "marking.plan",
            "marking.work",
            "analysis.read",
            "approvals.read",
        }
    ),
    Role.STOCK_OFFICER: frozenset(
        {
            "weapons.find_own",
            "weapons.read_own",
            "weapons.record",
            "custody.record_own",
            "stock.read_own",
            "stock.manage_own",
            "stock.count_own",
            "marking.work",
            "destruction.request",
            "analysis.read",
            "approvals.read",
        }
    ),
    Role.TRACING_OFFICER: frozenset(
        {
            "seizures.record",
            "tracing.read",
            "tracing.work",
            "exchange.read",
            "weapons.find",
            "weapons.read",
            "weapons.screen",
            "analysis.read",
            "persons.read",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "tracing.read",
            "tracing.release",
            "tracing.advise",
            "tracing.restricted",
            "exchange.read",
            "weapons.find",
            "weapons.read",
            "weapons.screen",
            "weapons.list_duplicates",
            "weapons.export",
            "imports.withdraw",
            "persons.read",
            "persons.purge",
            "licences.read",
            "licences.decide",
            "stock.read",
            "stock.approve",
            "marking.plan",
            "destruction.approve",
            "analysis.read",
            "approvals.read",
            "audit.read",
            "retention.manage",
            "retention.read",
        }
    ),
    Role.AUDITOR: frozenset(
        {
            "tracing.read",
            "exchange.read",
            "audit.read",
            "analysis.read",
            "approvals.read",
            "licences.read",
            "retention.read",
            "stock.read",
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {"directory.manage", "exchange.manage", "exchange.read", "accounts.manage", "approvals.read", "keys.manage"}
    ),
}


def rights_of(roles: Iterable[Role]) -> frozenset[str]:
    """All rights that these roles carry together."""
    return frozenset().union(*(RIGHTS[role] for role in roles))
