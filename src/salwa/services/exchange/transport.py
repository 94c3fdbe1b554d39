"""Carrying sealed bytes to another installation over HTTPS: certificates checked, no redirects, bounded."""

from __future__ import annotations

import threading

import urllib3
from django.conf import settings

from salwa.services.exchange.addresses import door_of, is_allowed
from salwa.services.exchange.answers import Answer, read

# Answers have 4,096 bytes; a partner that sends more is not read on.
LARGEST_ANSWER = 16_384
_local = threading.local()


class NotReached(Exception):
    """The bytes may or may not have arrived; `code` says what happened."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def carry(address: str, sealed: bytes) -> Answer:
    """Send the bytes and return what was answered. Raises `NotReached`."""
    if not is_allowed(address):
        raise NotReached("address_not_allowed")
    seconds = int(settings.SALWA["exchange_timeout_seconds"])
    try:
        response = _pool().request(
            "POST",
            door_of(address),
            body=sealed,
            headers={"Content-Type": "application/jose", "User-Agent": "Salwa"},
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(total=seconds),
            preload_content=False,
        )
        try:
            content = response.read(LARGEST_ANSWER + 1)
        finally:
            response.drain_conn()
            response.release_conn()
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        raise NotReached("not_reached") from None
    answer = read(content) if len(content) <= LARGEST_ANSWER else None
    if response.status not in (200, 413, 429, 503) or answer is None:
        raise NotReached("answer_not_understood")
    return answer


def _pool() -> urllib3.PoolManager:
    """Connections of this thread, kept open between messages."""
    found: urllib3.PoolManager | None = getattr(_local, "pool", None)
    if found is None:
        named = str(settings.SALWA["exchange_ca_file"])
        found = _local.pool = urllib3.PoolManager(
            num_pools=200, maxsize=1, cert_reqs="CERT_REQUIRED", ca_certs=named or None, retries=False
        )
    return found
