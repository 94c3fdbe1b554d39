"""`salwa trace`: seizures and tracing cases from the command line; the parts lie in modules of their own."""

from __future__ import annotations

import typer

from salwa.commands import trace_cases, trace_requests

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
PARTS = (trace_cases, trace_requests)


@app.callback()
def trace() -> None:
    """Record a seizure, open its tracing case, and see how cases stand.

    Example: salwa trace open --home ./register --serial AB1234 --maker Taurus --day 2026-03-14 --json
    """


for part in PARTS:
    part.add_to(app)
