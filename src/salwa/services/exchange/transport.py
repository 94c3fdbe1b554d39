"""Carrying sealed bytes to another installation over HTTPS: certificates checked, no redirects, bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import urllib3
from django.conf import settings

from salwa.services.exchange.addresses import door_for_several, door_of, is_allowed
from salwa.services.exchange.answers import LENGTH, Answer, read, read_together

# Answers have 4,096 bytes; a partner that sends more is not read on.
LARGEST_ANSWER = 16_384
# What was sent and not answered, as opposed to nobody having been there.
NO_ANSWER = "no_answer"
_NOT_THERE = (
    urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.SSLError,
    urllib3.exceptions.ProxyError,
)  # fmt: skip
# After so long an installation that took messages one by one is asked again whether it takes several.
ASKED_AGAIN_SECONDS = 3_600.0
_alone_until: dict[str, float] = {}
_local = threading.local()


class NotReached(Exception):
    """The bytes may or may not have arrived; `code` says what happened."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OneByOne(Exception):
    """Several messages at once are not understood there; nothing is known of them, and each goes by itself."""


def carry(address: str, sealed: bytes) -> Answer:
    """Send the bytes and return what was answered. Raises `NotReached`."""
    status, content = _posted(address, door_of, sealed, "application/jose", LARGEST_ANSWER)
    answer = read(content)
    if status not in (200, 413, 429, 503) or answer is None:
        raise NotReached("answer_not_understood")
    return answer


def carry_several(address: str, sealed: Sequence[bytes]) -> list[Answer]:
    """Send several messages at once and return the answers in their order. Raises `NotReached` and `OneByOne`.

    Whoever answers in any other way than an installation that takes several is asked again after an hour at most.
    """
    if _alone_until.get(address, 0.0) > time.monotonic():
        raise OneByOne
    body = b"\n".join(sealed)
    status, content = _posted(address, door_for_several, body, "application/octet-stream", len(sealed) * LENGTH)
    answers = read_together(content, len(sealed)) if status == 200 else None
    if answers is not None:
        return answers
    one = read(content) if status in (429, 503) else None
    if one is None:
        _alone_until[address] = time.monotonic() + ASKED_AGAIN_SECONDS
        raise OneByOne
    return [one] * len(sealed)


def _posted(address: str, door: Callable[[str], str], body: bytes, kind: str, longest: int) -> tuple[int, bytes]:
    """(status, body) of the answer, not read further than `longest` bytes and one."""
    if not is_allowed(address):
        raise NotReached("address_not_allowed")
    try:
        response = _pool().request(
            "POST",
            door(address),
            body=body,
            headers={"Content-Type": kind, "User-Agent": "Salwa"},
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(total=int(settings.SALWA["exchange_timeout_seconds"])),
            preload_content=False,
        )
        try:
            content = response.read(longest + 1)
        finally:
            response.drain_conn()
            response.release_conn()
    except _NOT_THERE:
        raise NotReached("not_reached") from None
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        raise NotReached(NO_ANSWER) from None
    return response.status, content if len(content) <= longest else b""


def _pool() -> urllib3.PoolManager:
    """Connections of this thread, kept open between messages."""
    found: urllib3.PoolManager | None = getattr(_local, "pool", None)
    if found is None:
        named = str(settings.SALWA["exchange_ca_file"])
        found = _local.pool = urllib3.PoolManager(
            num_pools=200, maxsize=1, cert_reqs="CERT_REQUIRED", ca_certs=named or None, retries=False
        )
    return found
