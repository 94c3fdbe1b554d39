"""Authorisations of manufacture and transfer: their life, what they need, what speaks against them (PoA II.2-II.15)."""
