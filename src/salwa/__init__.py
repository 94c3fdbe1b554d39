"""Salwa: implementation support for the Programme of Action on small arms and the International Tracing Instrument.

Layers and their arrows (may import): web, api, commands, exchange -> services -> storage -> domain.
tests/architecture/ enforces them; docs/explanation/architecture.md says why.
"""

__version__ = "0.1.0"
