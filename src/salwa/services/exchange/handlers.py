"""Who gives a message of a kind its effect: a line in the setting EXCHANGE_HANDLERS names the function.

A handler is called as `handler(received)` in the transaction in which the message is stored; whatever it raises undoes
all of it. It must give the same business object no second effect: after a restore a partner may tell it again under
another uid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from salwa.domain.exchange import Way
from salwa.domain.register_exchange.checking import Checker, checker_of
from salwa.reference.tracing_schemas import tracing_schemas


@dataclass(frozen=True, slots=True)
class Received:
    """A message that was verified, as its handler sees it. `number` is its row in the inbox."""

    number: int
    uid: str
    from_state: str
    kind: str
    payload: Mapping[str, Any]
    epoch: int
    received_at: datetime
    way: Way


Handler = Callable[[Received], None]


def handler_of(kind: str) -> Handler | None:
    """The handler of a kind; None where this installation takes no such messages."""
    named = settings.EXCHANGE_HANDLERS.get(kind)
    return _named(named) if named else None


def schema_fault(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether a payload of a kind that has a schema does not keep to it."""
    checker = _checkers().get(kind)
    return checker is not None and checker(payload) is not None


@cache
def _named(name: str) -> Handler:
    found: Handler = import_string(name)
    return found


@cache
def _checkers() -> dict[str, Checker]:
    return {kind: checker_of(schema) for kind, schema in tracing_schemas().items()}
