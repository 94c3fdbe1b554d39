"""Salwa's own index, asked as the product asks it."""

from __future__ import annotations

from typing import Any


def salwa_engines() -> list[Any]:
    """Salwa at full distance 2 and in adaptive depth."""
    return []
