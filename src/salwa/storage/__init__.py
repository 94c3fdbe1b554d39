"""TABLES: Django models, constraints and migrations; no decisions. Cut by who holds the data, not by feature.

accounts: people, roles, audit log (every installation). register: weapons and marks, a State's own custody (national
installations only). Services are the only callers; doors never import this package.
"""
