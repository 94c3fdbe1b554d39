"""The directory of points of contact: kept and signed by a secretariat, followed by installations (ITI 25, 31)."""
