"""What a weapon record holds: kinds of item, components that carry marks, occasions of marking, events of a life."""

from salwa.domain.weapons.vocabulary import (
    Build,
    Component,
    ContentKind,
    EventKind,
    FrameMaterial,
    HolderKind,
    ItemKind,
    MarkState,
    Occasion,
)

__all__ = [
    "Build",
    "Component",
    "ContentKind",
    "EventKind",
    "FrameMaterial",
    "HolderKind",
    "ItemKind",
    "MarkState",
    "Occasion",
]
