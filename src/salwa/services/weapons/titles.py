"""What a weapon is called in one line."""

from __future__ import annotations

from salwa.services.weapons.names import name_of
from salwa.storage.register.models import Weapon


def title_of(weapon: Weapon) -> str:
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
