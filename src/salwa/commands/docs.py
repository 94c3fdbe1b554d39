"""`salwa docs`: the reference pages that are made from the program itself."""

from __future__ import annotations

import typer

from salwa.commands.messages import say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def docs() -> None:
    """Write or check docs/reference: settings, commands, audit events, roles, errors, assurance. For a source tree.

    Example: salwa docs check
    """


@app.command()
def write() -> None:
    """Write the generated pages of docs/reference.

    Example: salwa docs write

    Exit codes: 0 written, 2 this is not a source tree.
    """
    from salwa.commands.docs_pages import REFERENCE, generated_pages  # slow start

    _check_source_tree()
    for name, text in generated_pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        say(f"Wrote docs/reference/{name}")


@app.command()
def check() -> None:
    """Compare the generated pages with what the program would write now.

    Example: salwa docs check

    Exit codes: 0 all pages are current, 1 a page is stale or missing, 2 this is not a source tree.
    """
    from salwa.commands.docs_pages import REFERENCE, generated_pages  # slow start

    _check_source_tree()
    stale = [
        name
        for name, text in generated_pages().items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        say(f"docs/reference/{name} is stale; run: salwa docs write")
    if stale:
        raise typer.Exit(1)
    say("The generated pages are current.")


def _check_source_tree() -> None:
    from salwa.commands.docs_pages import REFERENCE  # slow start

    if not REFERENCE.is_dir():
        raise FileNotFoundError(f"{REFERENCE} is not there: the pages are written in a source tree only.")
