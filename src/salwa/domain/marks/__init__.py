"""Marks: what is struck on a weapon, how it is read, folded and matched (ITI 7 to 10)."""
