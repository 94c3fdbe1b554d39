"""Weapon records: one weapon's page, recording a weapon by hand, pictures, figures for the home page."""
