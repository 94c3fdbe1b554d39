"""All tables of the accounts application (Django looks here)."""

from salwa.storage.accounts.approvals import Approval
from salwa.storage.accounts.audit_log import AuditEntry
from salwa.storage.accounts.checkpoints import Checkpoint, CommitmentSalt, Cosignature, WitnessedCheckpoint
from salwa.storage.accounts.people import Membership, Organisation, User
from salwa.storage.accounts.programs import ApiToken, RepeatableRequest
from salwa.storage.accounts.quotas import DayQuota
from salwa.storage.accounts.second_factors import SecondFactorSecret

__all__ = [
    "ApiToken", "Approval", "AuditEntry", "Checkpoint", "CommitmentSalt", "Cosignature", "DayQuota", "Membership",
    "Organisation", "RepeatableRequest", "SecondFactorSecret", "User", "WitnessedCheckpoint",
]  # fmt: skip
