"""Which holder may lie under which: depots and evidence stores under State units, units under units."""

from __future__ import annotations

from salwa.domain.weapons import HolderKind

UNDER: dict[HolderKind, frozenset[HolderKind]] = {
    HolderKind.STATE_UNIT: frozenset({HolderKind.STATE_UNIT}),
    HolderKind.DEPOT: frozenset(
        {HolderKind.STATE_UNIT, HolderKind.DEPOT, HolderKind.MAKER, HolderKind.DEALER, HolderKind.MUSEUM}
    ),
    HolderKind.EVIDENCE_STORE: frozenset({HolderKind.STATE_UNIT}),
}


def may_lie_under(kind: HolderKind, parent: HolderKind) -> bool:
    """Whether a holder of `kind` may lie under one of kind `parent` (PoA II.17: who answers for a store is known)."""
    return parent in UNDER.get(kind, frozenset())
