"""Django's own backend for SQLite; only the beginning of a transaction differs."""
