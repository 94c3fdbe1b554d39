"""A progress bar with time left on stderr, only when a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import typer

Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(words: str) -> Iterator[Progress | None]:
    """Gives a function of (done, in all) that moves the bar; None when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as open_bars:
        yield _mover(words, open_bars)


def _mover(words: str, open_bars: ExitStack) -> Progress:
    """The bar appears with the first step: how much there is to do is known only then."""
    bars: list[Any] = []

    def move(done: int, total: int) -> None:
        if not bars:
            made = typer.progressbar(length=total, label=words, show_pos=True, show_eta=True, file=sys.stderr)
            bars.append(open_bars.enter_context(made))
        bars[0].length = total
        bars[0].update(done - bars[0].pos)

    return move
