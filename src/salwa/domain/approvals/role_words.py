"""What a role grant says: one pair of sentences for each role, because no language puts a name into a hole unbent."""

from __future__ import annotations

from collections.abc import Mapping

from salwa.domain.accounts import Role
from salwa.domain.languages import message

LASTS = message("The role begins with the approval and lasts until an administrator ends it.")

# Role -> (heading, what will happen).
GIVEN: Mapping[Role, tuple[str, str]] = {
    Role.REGISTRAR: (
        message("Make {person_name} a registrar in {organisation}"),
        message("{person_name} keeps the register: records, imports and opens weapons, holders and licences."),
    ),
    Role.STOCK_OFFICER: (
        message("Make {person_name} a stock officer in {organisation}"),
        message("{person_name} keeps the stock of {organisation}: records its weapons, moves and counts them."),
    ),
    Role.TRACING_OFFICER: (
        message("Make {person_name} a tracing officer in {organisation}"),
        message("{person_name} looks for weapons by their marks, opens them, and screens lists."),
    ),
    Role.SUPERVISOR: (
        message("Make {person_name} a supervisor in {organisation}"),
        message("{person_name} opens weapons, reads the audit log, and decides on what others ask for."),
    ),
    Role.AUDITOR: (
        message("Make {person_name} an auditor in {organisation}"),
        message("{person_name} reads the audit log and the counts of the register."),
    ),
    Role.ADMINISTRATOR: (
        message("Make {person_name} an administrator in {organisation}"),
        message("{person_name} adds people, ends roles, and asks for and decides on roles of others."),
    ),
}
