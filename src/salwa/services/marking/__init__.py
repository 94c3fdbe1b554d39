"""Marking: checking weapons against the rules, the national profile, campaigns with their numbers, labels."""
