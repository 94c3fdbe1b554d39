"""Identifying a weapon: the key, and the tables of marks."""
