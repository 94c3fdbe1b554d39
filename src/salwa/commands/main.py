"""The `salwa` command: its sub-commands, and the one place where refusals become words on stderr and an exit code.

Exit codes: 0 done, 1 refused or nothing done, 2 bad input or wrong use, 3 the installation is unsafe or not set up.
"""

from __future__ import annotations

import importlib
import sys

import typer
from typer.core import TyperCommand, TyperGroup

# Sub-command -> module holding a Typer application `app`.
# Loaded only when asked for: `salwa marks read` never starts Django.
GROUPS = {
    "weapons": "salwa.commands.weapons",
    "holders": "salwa.commands.holders",
    "licences": "salwa.commands.licences",
    "custody": "salwa.commands.custody",
    "register": "salwa.commands.register",
    "marks": "salwa.commands.marks",
    "marking": "salwa.commands.marking",
    "stock": "salwa.commands.stock",
    "trace": "salwa.commands.trace",
    "search": "salwa.commands.search",
    "indicator": "salwa.commands.indicator",
    "accounts": "salwa.commands.accounts",
    "approvals": "salwa.commands.approvals",
    "audit": "salwa.commands.audit",
    "keys": "salwa.commands.keys",
    "exchange": "salwa.commands.exchange",
    "directory": "salwa.commands.directory",
    "retention": "salwa.commands.retention",
    "translations": "salwa.commands.translations",
    "docs": "salwa.commands.docs",
}
SINGLE = {
    "init": "salwa.commands.init",
    "serve": "salwa.commands.serve",
    "work": "salwa.commands.work",
    "backup": "salwa.commands.backup",
    "restore": "salwa.commands.restore",
    "move": "salwa.commands.move",
    "demo": "salwa.commands.demo",
}


class LazyGroup(TyperGroup):
    """A group whose members are imported when they are used."""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        return sorted([*GROUPS, *SINGLE])

    def get_command(self, ctx: typer.Context, name: str) -> TyperCommand | TyperGroup | None:
        module = GROUPS.get(name) or SINGLE.get(name)
        if module is None:
            return None
        return typer.main.get_command(importlib.import_module(module).app)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def salwa() -> None:
    """Salwa: registers, marks and tracing of small arms.

    Example: salwa init --home ./register --profile national --state KEN, then salwa serve --home ./register
    """


def run() -> None:
    """Console entry point: runs the command and turns refusals into a message and an exit code."""
    from salwa.commands.messages import report_failure  # slow start

    try:
        app()
    except Exception as error:  # every refusal and every unforeseen failure ends here, in words
        sys.exit(report_failure(error))


if __name__ == "__main__":
    run()
