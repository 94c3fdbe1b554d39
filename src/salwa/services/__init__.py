"""ACTIONS: one function per thing a person can do. Each checks permission, changes state and writes the audit entry in
one transaction. Capability packages hold actions.py (changes), queries.py (named reads), permissions.py (pairs).
"""
