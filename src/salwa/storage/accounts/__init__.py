"""People, organisations, roles, requests for approval, day quotas and the audit log."""
