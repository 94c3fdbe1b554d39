"""Fetching an edition from the secretariat's address: one request, no redirection, a bounded answer."""

from __future__ import annotations

from urllib.parse import urlsplit

import urllib3

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.directory.signing import LARGEST_SIGNED

PLACE = "/directory/edition.jws"
BAD_ADDRESS = message("This is no address of a secretariat: {address}.")
GIVE_ADDRESS = message("Write it with https, for example https://secretariat.example.")
NOT_FETCHED = message("The edition could not be fetched from {address}: {why}.")
TRY_LATER = message("Try again later, or take the edition from a file. Nothing was changed.")
SECONDS = urllib3.Timeout(connect=10, read=20)
HERE = ("127.0.0.1", "localhost", "[::1]", "::1")


def fetched(address: str) -> bytes:
    """The signed edition at the address of a secretariat. Raises `Refusal` (`bad_address`, `not_fetched`)."""
    place = _checked(address.strip())
    try:
        with urllib3.PoolManager(retries=False, timeout=SECONDS) as pool:
            answer = pool.request("GET", place, redirect=False, preload_content=False, headers={"Accept": "*/*"})
            content = answer.read(LARGEST_SIGNED + 1, decode_content=False)
            status = answer.status
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _failed(place, type(error).__name__) from error
    if status != 200:
        raise _failed(place, f"HTTP {status}")
    if len(content) > LARGEST_SIGNED:
        raise _failed(place, "too large")
    return bytes(content)


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    # Without encryption only on this machine: a demonstration, or a proxy in front.
    allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not allowed or not parts.hostname or parts.username or parts.query or parts.fragment or len(address) > 300:
        raise Refusal(
            "bad_address",
            Sentence(BAD_ADDRESS, {"address": address[:100]}),
            remedy=Sentence(GIVE_ADDRESS),
            where={"field": "address"},
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/")
    path = path if path.endswith(PLACE) else path + PLACE
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"


def _failed(place: str, why: str) -> Refusal:
    return Refusal(
        "not_fetched", Sentence(NOT_FETCHED, {"address": place, "why": why}), remedy=Sentence(TRY_LATER),
        where={"field": "address"},
    )  # fmt: skip
