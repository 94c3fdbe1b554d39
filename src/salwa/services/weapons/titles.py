"""What a weapon is called in one line."""

from __future__ import annotations

from typing import Protocol

from salwa.services.weapons.names import name_of


class Named(Protocol):
    """Whatever has a maker and a model, as typed and as read: a row of weapons, or the columns of one."""

    @property
    def maker_code(self) -> str:
        """Code of the maker it was read as."""

    @property
    def maker_text(self) -> str:
        """The maker as typed."""

    @property
    def model_code(self) -> str:
        """Code of the model it was read as."""

    @property
    def model_text(self) -> str:
        """The model as typed."""


def title_of(weapon: Named) -> str:
    """Maker and model as read, else as typed."""
    parts = []
    for field in ("maker", "model"):
        code, text = getattr(weapon, f"{field}_code"), getattr(weapon, f"{field}_text")
        parts.append(name_of(field, code) if code else text.strip())
    maker, model = parts
    # Many models carry their maker's name: "Zastava M70" of "Zastava Arms".
    first = model.split(" ")[0].casefold()
    named = first in maker.casefold().split()
    return model if named else " ".join(part for part in parts if part)
