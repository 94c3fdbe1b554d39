"""People, roles, rights and day quotas."""
