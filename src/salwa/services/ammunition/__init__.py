"""Ammunition by lot: what is in which store, and how it came and went."""
