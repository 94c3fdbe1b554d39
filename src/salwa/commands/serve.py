"""`salwa serve`: the pages, the programs' interface and the background worker of one installation."""

from __future__ import annotations

import logging
import socket
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from salwa.commands.messages import open_home, say
from salwa.commands.occupancy import at_work_in

# A sender that says nothing for so long in the middle of a request is gone: cut off, or switched off. Without a limit
# the thread that reads would wait for it for ever, and four such senders would silence a web process for everybody.
SILENT_SECONDS = 30

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; keep it behind a reverse proxy.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 2,
) -> None:
    """Serve an installation until interrupted.

    Example: salwa serve --home ./register --port 8000

    Exit codes: 0 stopped, 1 unsafe database settings, 2 no installation there.
    """
    place = open_home(home)
    with at_work_in(place):
        _serve(place, host, port, workers)


def _serve(place: Path, host: str, port: int, workers: int) -> None:
    from django.core.management import call_command  # slow start

    from salwa.services.audit.turns import make_room_for_turns  # slow start
    from salwa.services.installation.actions import mend_search_index, prepare_database  # slow start
    from salwa.services.installation.leftovers import what_is_missing_for_printing  # slow start
    from salwa.services.installation.safety import check_database_is_safe  # slow start

    check_database_is_safe()
    prepare_database()
    make_room_for_turns()
    if mend_search_index():
        say("The search index was built anew from the register.")
    fonts = what_is_missing_for_printing()
    if fonts:
        say(" ".join(one.english() for one in fonts))
    call_command("collectstatic", interactive=False, verbosity=0)
    worker = subprocess.Popen([sys.executable, "-m", "salwa.commands.main", "work", "--home", str(place)])  # noqa: S603 - our own command
    say(f"Salwa serves {place} at http://{host}:{port}/ (interrupt to stop)")
    try:
        _run_web_server(f"{host}:{port}", workers)
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _run_web_server(address: str, workers: int, silent_seconds: int = SILENT_SECONDS) -> None:
    from django.conf import settings  # slow start
    from gunicorn.app.base import BaseApplication  # slow start
    from gunicorn.config import Config  # slow start
    from gunicorn.glogging import Logger  # slow start

    from salwa.settings.logs import DiscreetFilter, DiscreetFormatter  # slow start

    class ServerLog(Logger):  # type: ignore[misc]
        """What the web server itself says, with the same care: its own lines quote requests that it cannot read."""

        def setup(self, cfg: Config) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                handler.addFilter(DiscreetFilter())
                handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"]))

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {"bind": address, "workers": workers, "threads": 4, "timeout": 120, "accesslog": None}
            options["limit_request_line"] = 8190
            options["when_ready"] = lambda server: _leave_the_silent(server.LISTENERS, silent_seconds)
            options["logger_class"] = ServerLog
            for name, value in options.items():
                self.cfg.set(name, value)
            self.cfg.set("control_socket_disable", True) if "control_socket_disable" in self.cfg.settings else None

        def load(self) -> object:
            from salwa.settings.wsgi import application  # slow start

            return application

    logging.getLogger("gunicorn.error").addFilter(_is_news)
    Server().run()


def _leave_the_silent(listening: Iterable[socket.socket], seconds: int) -> None:
    """Every connection accepted here takes the limit over: reading and writing fail after so long (socket(7))."""
    limit = struct.pack("ll", seconds, 0)
    for one in listening:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def _is_news(record: logging.LogRecord) -> bool:
    """A sender that was left because of its silence is no fault of the server, and needs no traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))
