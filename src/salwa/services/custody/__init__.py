"""A weapon's life kept: entries recorded, corrected, cancelled; the present state computed from them."""
