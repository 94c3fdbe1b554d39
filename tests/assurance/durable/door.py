"""The application as a web server calls it, in this process: with its signals, and every fault as an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from tests.assurance.durable.asking import Asked

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application() -> Application:
    """The application of the installation that is open."""
    from salwa.settings.wsgi import application as served

    return served


def answer(served: Application, asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer."""
    path, _, query = asked.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost", "CONTENT_TYPE": asked.kind, "CONTENT_LENGTH": str(len(asked.body)),
        "wsgi.input": BytesIO(asked.body),
    }  # fmt: skip
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers.items()}
    setup_testing_defaults(environ)
    said: list[Any] = []
    body = served(environ, lambda status, headers, *_: said.append((status, headers)))
    try:
        content = b"".join(body)
    finally:
        body.close()  # type: ignore[attr-defined]  # ends the request: connections that failed are dropped
    status, headers = said[0]
    return int(status.split()[0]), dict(headers), content
