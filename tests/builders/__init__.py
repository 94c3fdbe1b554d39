"""Readable makers of test data."""
