"""Measurements of finding a weapon by its marks and of importing, against other engines; no part of the product."""
