"""`salwa translations`: the catalogues of texts in the six official languages."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from salwa.commands.messages import put, put_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def translations() -> None:
    """Bring the catalogues of texts up to date, check them, and compile them for use.

    Example: salwa translations check
    """


@app.command()
def update(
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Collect every text of the program and merge it into the six catalogues; translations are kept, never guessed.

    Example: salwa translations update

    Exit codes: 0 done, 1 a source file cannot be read.
    """
    from salwa.services.languages.catalogues import update_catalogues  # slow start

    figures = update_catalogues()
    for one in figures:
        say(f"{one.language}: {one.texts} texts, {one.missing} without translation, {one.dropped} stale ones dropped")
    if as_json:
        put_json(
            [
                {"language": one.language, "texts": one.texts, "missing": one.missing, "dropped": one.dropped}
                for one in figures
            ]
        )


@app.command()
def check(
    language: Annotated[str, typer.Option(help="One catalogue only: ar, zh_Hans, en, fr, ru or es.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print every fault as JSON.")] = False,
) -> None:
    """Find texts that are missing, guessed or stale, and translations whose blanks, tags or plurals are wrong.

    Example: salwa translations check --language fr --json

    Exit codes: 0 all is well, 1 something is wrong, 2 no such language.
    """
    from salwa.services.languages.catalogues import CATALOGUES  # slow start
    from salwa.services.languages.checking import KINDS, check_catalogues  # slow start

    if language and language not in CATALOGUES:
        raise typer.BadParameter(f"--language must be one of {', '.join(CATALOGUES)}.")
    faults = [one for one in check_catalogues() if language in ("", one.language)]
    if as_json:
        put_json(
            [
                {"language": one.language, "kind": one.kind, "text": one.text, "explanation": one.explanation}
                for one in faults
            ]
        )
    else:
        counts = Counter((one.language, one.kind) for one in faults)
        for name in [language] if language else ["template", *CATALOGUES]:
            put(f"{name}: " + ", ".join(f"{counts[name, kind]} {kind}" for kind in KINDS))
        for one in faults:
            if one.kind not in {"missing", "stale"}:
                say(f"{one.language}: {one.text!r}: {one.explanation}")
    if faults:
        raise typer.Exit(1)


@app.command(name="compile")
def compile_() -> None:
    """Compile the catalogues for use; set-up does this by itself.

    Example: salwa translations compile

    Exit codes: 0 done (also when there is no catalogue yet).
    """
    from salwa.services.languages.catalogues import compile_catalogues  # slow start

    for path in compile_catalogues():
        say(f"Compiled {path.parent.parent.name}")
