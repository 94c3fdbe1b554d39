"""The catalogue of auditable actions and the chain that makes a changed log visible."""

from salwa.domain.audit.catalogue import ACTIONS
from salwa.domain.audit.chain import GENESIS, chained_hash

__all__ = ["ACTIONS", "GENESIS", "chained_hash"]
