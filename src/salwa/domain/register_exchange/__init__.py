"""The register exchange file: identifiers of its lines, and what is wrong with a line, in words."""

from salwa.domain.register_exchange.checking import Checker, checker_of
from salwa.domain.register_exchange.faults import FAULTS, Fault
from salwa.domain.register_exchange.identifiers import event_uid, mark_uid, source_uid

__all__ = ["FAULTS", "Checker", "Fault", "checker_of", "event_uid", "mark_uid", "source_uid"]
