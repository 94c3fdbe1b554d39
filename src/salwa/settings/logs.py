"""Lines of the log: moments in UTC, one line an event, and nothing that an error quotes from the register."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Writes where an error arose and of which kind it was, never its words: they may quote a mark or a person."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - named by Python
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by Python
        """One line: signs that begin a new one, or that steer a terminal, are written out."""
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)

    def formatException(self, ei: _Fault | Any) -> str:  # noqa: N802 - named by Python
        kind, _, trace = ei
        frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]
        return "\n".join(f"  {line}" for line in (*frames, kind.__name__ if kind else "?"))
