"""Seizures, finds and surrenders: recorded once, checked against the register at once (ITI 5, 9, 16)."""
