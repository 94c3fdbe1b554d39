"""Which States a request may name: those of the reference data, and partners of the exchange that it does not know.

Invented States of demos and courses carry codes that ISO 3166 leaves to users; nobody else has them.
"""

from __future__ import annotations

from salwa.domain.languages import message
from salwa.domain.tracing import Channel
from salwa.reference.loader import load_book
from salwa.services.reference.queries import state_choices
from salwa.services.weapons.names import name_of
from salwa.storage.exchange.models import Peer

NO_SUCH_STATE = message("“{code}” is not the code of a State.")
CHOOSE_STATE = message("Choose the State from the list; its code has three letters.")


def is_state(code: str) -> bool:
    """Whether `code` names a State of the reference data or a partner of the exchange."""
    return code in load_book().states or Peer.objects.filter(state=code).exists()


def channel_to(code: str) -> Channel:
    """The way a request to this State begins with: to an installation where it is a partner, else as a document."""
    return Channel.INSTALLATION if Peer.objects.filter(state=code).exists() else Channel.DOCUMENT


def states_to_name() -> list[tuple[str, str]]:
    """(code, name) of the States a form offers: partners that are not in the reference book come first."""
    known = load_book().states
    partners = Peer.objects.exclude(state__in=known).order_by("state").values_list("state", flat=True)
    return [*((code, name_of("country", code)) for code in partners), *state_choices()]
