"""Tracing requests to and from other States: composing, sending, receiving, following (ITI 14-23)."""
