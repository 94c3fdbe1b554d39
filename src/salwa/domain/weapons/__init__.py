"""What a weapon record holds: kinds of item, components that carry marks, occasions of marking, events of a life."""

from salwa.domain.weapons.vocabulary import (
    Component,
    ContentKind,
    EventKind,
    ItemKind,
    MarkState,
    Occasion,
)

__all__ = ["Component", "ContentKind", "EventKind", "ItemKind", "MarkState", "Occasion"]
