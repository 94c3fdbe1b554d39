"""Addresses of other installations: HTTPS only, nothing in them that could tell what a message is about."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

NO_HTTPS = message("The address of an installation must begin with https:// and be a name with at most a path.")
GIVE_ADDRESS = message("Give an address such as https://tracing.example.org.")
MESSAGES = "/exchange/v1/messages"
BATCHES = "/exchange/v1/batches"
IDENTITY = "/exchange/v1/identity"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def check_address(address: str) -> None:
    """Raise `Refusal` (`address_not_allowed`) unless messages may go to this address."""
    if not is_allowed(address):
        raise Refusal("address_not_allowed", Sentence(NO_HTTPS), remedy=Sentence(GIVE_ADDRESS))


def is_allowed(address: str) -> bool:
    """Whether messages may go there; plain http only to this machine, and only where a setting says so."""
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not address.isascii() or any(sign <= " " or sign == "\x7f" for sign in address) or "\\" in address
    if plain or not parts.hostname or not port_is_right or parts.username or parts.query or parts.fragment:
        return False
    if parts.scheme == "http":
        return bool(settings.SALWA["exchange_plain_http"]) and parts.hostname in _LOOPBACK
    return parts.scheme == "https" and len(address) <= 300


def door_of(address: str) -> str:
    """Where messages to the installation at `address` are sent: the same address for every message."""
    return address.rstrip("/") + MESSAGES


def door_for_several(address: str) -> str:
    """Where several messages at once are sent."""
    return address.rstrip("/") + BATCHES
