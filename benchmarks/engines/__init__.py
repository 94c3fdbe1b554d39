"""The engines compared. Each only proposes record numbers; one shared scorer ranks them (benchmarks/ranking.py)."""
