"""The directory of national points of contact: kept and signed by a secretariat, followed by installations (ITI 25, 31)."""
