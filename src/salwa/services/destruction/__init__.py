"""Destruction: a record is made, asked for by one person, approved by another, certified (PoA II.16, II.19)."""
