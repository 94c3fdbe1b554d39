"""Lines of the log: moments in UTC, one line an event, and nothing that an error quotes from the register."""

from __future__ import annotations

import logging
import signal
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFilter(logging.Filter):
    """Takes out of lines of Django and of the web server what a visitor sent: addresses, names of hosts, headers.

    An address may hold a mark (labels are scanned into one) or say what is looked for; which page it was stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if record.name.startswith("django.") and request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "refused")
            record.msg, record.args = "%s at %s", (status, match.route or "home" if match else "no page")
        elif record.name.startswith("gunicorn") and record.levelno > logging.INFO:
            if not record.args:
                record.msg = _without_what_is_quoted(str(record.msg))
            elif isinstance(record.args, tuple):
                record.args = tuple(
                    "..." if isinstance(one, str) and not _is_a_signal(one) else one for one in record.args
                )
        return True


def _is_a_signal(text: str) -> bool:
    return text in signal.Signals.__members__


def _without_what_is_quoted(line: str) -> str:
    """A line that the web server has filled in already: what follows the first colon or equals sign was sent."""
    return line.split(":")[0].split("=")[0]


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
