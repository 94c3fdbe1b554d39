"""Pages of destruction records and their certificates."""
