"""RULES: what marks, weapons and traces mean. Standard library, numpy and rapidfuzz only.

No Django, no database, no network, no clock (time is a parameter), no gettext: sentences leave as `Sentence` values
(domain/languages) and are translated at the edge. Every layer above may import the value types of this package.
"""
