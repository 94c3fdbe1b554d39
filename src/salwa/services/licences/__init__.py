"""Authorisations of manufacture and transfer: applied for, weighed, decided, used, verified (PoA II.2, II.11-II.15)."""
