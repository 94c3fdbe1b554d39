"""Tracing cases and requests between States (ITI 14-23)."""
