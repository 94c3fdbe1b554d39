"""The generated pages of docs/reference: made from the program itself, so that they cannot say anything else."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import salwa
from salwa.commands.docs_assurance import asvs_page, figures_page, read
from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role
from salwa.domain.audit import ACTIONS
from salwa.settings.table import TABLE

PACKAGE = Path(salwa.__file__).parent
REFERENCE = PACKAGE.parents[1] / "docs" / "reference"
ASSURANCE = PACKAGE.parents[1] / "assurance"
NOTE = "<!-- Made by `salwa docs write`; changes by hand are overwritten. -->\n"
KINDS = {"text": "text", "number": "whole number", "yes_no": "yes or no", "list": "list"}


def generated_pages() -> dict[str, str]:
    """Every generated page: name of the file -> its whole text."""
    pages = {
        "settings.md": _settings(),
        "commands.md": _commands(),
        "audit-events.md": _audit_events(),
        "roles.md": _roles(),
        "errors.md": _errors(),
        "assurance.md": figures_page(read(ASSURANCE, "figures.yaml"), _table),
        "asvs.md": asvs_page(read(ASSURANCE, "asvs.yaml"), _table),
    }
    return {name: NOTE + text.rstrip("\n") + "\n" for name, text in pages.items()}


def _settings() -> str:
    rows = [
        (
            f"`{one.name}`",
            f"`SALWA_{one.name.upper()}`",
            KINDS[one.kind] + (f" from {one.between[0]} to {one.between[1]}" if one.between else ""),
            "secret" if one.secret else f"`{_shown(one.default)}`" if one.default not in ("", []) else "empty",
            one.explanation,
        )
        for one in TABLE
    ]
    return (
        "# Settings\n\nA value comes from the environment, else from `salwa.toml` in the home folder, else from the "
        "default. The home folder is `--home`, else `SALWA_HOME`.\n\n"
        + _table(("In salwa.toml", "In the environment", "Kind", "Default", "Meaning"), rows)
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _audit_events() -> str:
    rows = [(f"`{code}`", words) for code, words in sorted(ACTIONS.items())]
    return (
        "# Events of the audit log\n\nEvery change and every sensitive read leaves an entry in the same transaction. "
        "Codes are never reused or renamed. Read the log with `salwa audit list`, check it with `salwa audit verify`."
        "\n\n" + _table(("Action", "Meaning"), rows)
    )


def _roles() -> str:
    head = ("Right", "Meaning", *(role.value.replace("_", " ") for role in Role))
    rows = [
        (f"`{right}`", words, *("yes" if right in RIGHTS[role] else "" for role in Role))
        for right, words in PERMISSIONS.items()
    ]
    return (
        "# Roles and rights\n\nA person may hold several roles. The command line of the installation holds every right:"
        " whoever can run it holds the database itself. It is no second person: it approves nothing. A right that ends "
        "in `_own` reaches the person's own units only; see [two persons and units](../explanation/approvals.md).\n\n"
        + _table(head, rows)
    )


def _errors() -> str:
    found: dict[str, tuple[str, str]] = {}
    for code, words, file in sorted(_refusals()):
        known = found.get(code)
        found[code] = (known[0] if known and known[0] else words, known[1] if known else file)
    rows = [(f"`{code}`", words or "(several sentences)", f"`{file}`") for code, (words, file) in sorted(found.items())]
    return (
        "# Errors\n\nEvery refusal has a stable code. Commands print its sentence and what to do on standard error; "
        "the interface for programs sends it as `code` of a problem document (RFC 9457).\n\n"
        + _table(("Code", "Sentence", "Raised in"), rows)
    )


def _refusals() -> Iterator[tuple[str, str, str]]:
    """(code, sentence, file) of every refusal raised anywhere in the program."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {
            target.id: str(node.value.args[0].value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_text(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.args) >= 2 and _is_sentence(node.args[1]):
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    said = node.args[1].args[0]  # type: ignore[attr-defined]
                    name = said.id if isinstance(said, ast.Name) else ""
                    words = str(said.args[0].value) if isinstance(said, ast.Call) and _is_text(said) else ""
                    yield code.value, words or texts.get(name, ""), path.relative_to(PACKAGE).as_posix()


def _is_text(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id == "message"
    return named and len(call.args) == 1 and isinstance(call.args[0], ast.Constant)


def _is_sentence(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence"
    return called and bool(getattr(node, "args", []))


def _commands() -> str:
    parts = ["# Commands\n\nData go to standard output, messages to standard error.\n"]
    for name, command, context in walk_commands():
        parts.append(f"## {name}\n\n{_help(command)}\n")
        options = [
            record
            for parameter in command.params
            if (record := parameter.get_help_record(context)) and "--help" not in record[0]
        ]
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        rows = [(f"`{one.name.upper()}`", getattr(one, "help", "") or "") for one in arguments]
        listed = {row[0] for row in rows}
        rows += [(f"`{words}`", text) for words, text in options if f"`{words.split()[0].upper()}`" not in listed]
        rows = [row for row in rows if not row[0].startswith("`{")]
        if rows:
            parts.append(_table(("Option", "Meaning"), rows))
    return "\n".join(parts)


def walk_commands() -> Iterator[tuple[str, Any, Any]]:
    """(name, command, context) of every command that does something, in the order of their names."""
    import typer  # slow start

    from salwa.commands.main import app  # slow start

    group = typer.main.get_command(app)

    def inside(command: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
        context = typer.Context(command, info_name=name, terminal_width=100, max_content_width=100)
        if hasattr(command, "list_commands"):
            for inner in sorted(command.list_commands(context)):
                yield from inside(command.get_command(context, inner), f"{name} {inner}")
        else:
            yield name, command, context

    yield from inside(group, "salwa")


def _help(command: Any) -> str:
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    shown = []
    for paragraph in paragraphs:
        text = " ".join(paragraph.split())
        if text.startswith("Example: "):
            text = f"Example:\n\n    {text.removeprefix('Example: ')}"
        shown.append(text)
    return "\n\n".join(shown)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
