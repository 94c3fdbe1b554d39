"""All tables of the accounts application (Django looks here)."""

from salwa.storage.accounts.approvals import Approval
from salwa.storage.accounts.audit_log import AuditEntry
from salwa.storage.accounts.people import Membership, Organisation, User
from salwa.storage.accounts.programs import ApiToken, RepeatableRequest
from salwa.storage.accounts.quotas import DayQuota

__all__ = ["ApiToken", "Approval", "AuditEntry", "DayQuota", "Membership", "Organisation", "RepeatableRequest", "User"]
