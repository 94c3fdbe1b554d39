"""Answers to tracing requests of other States: drafted from the own register, released by a second person."""
