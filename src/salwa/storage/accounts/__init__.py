"""People, organisations, roles, day quotas and the audit log."""
