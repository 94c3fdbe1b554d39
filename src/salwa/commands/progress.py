"""A progress bar with time left on stderr, only when a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(words: str) -> Iterator[Progress | None]:
    """Gives a function of (done, in all) that moves the bar; None when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # slow start
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # slow start
    from rich.progress import Progress as Bar  # slow start

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
