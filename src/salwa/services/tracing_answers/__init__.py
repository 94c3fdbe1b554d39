"""Answering tracing requests of other States: drafted from the own register, released by a second person (ITI 18-23)."""
