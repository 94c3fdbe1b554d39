"""Identifying a weapon from what is seen, and the tables of marks. Reference data only: open to everybody signed in."""
