"""The interface for programs, version 1."""

from __future__ import annotations

from django.conf import settings

from salwa.api.contract import SalwaAPI
from salwa.api.sign_in import Token

api = SalwaAPI(
    title="Salwa",
    version="1",
    description=(
        "The interface of one Salwa installation. Sign in with a token (`salwa accounts token`) as "
        "`Authorization: Bearer`. Errors are problem documents (RFC 9457) in the language of Accept-Language. "
        "A field that may be left out is never sent as null. Every answer carries X-Request-Id."
    ),
    auth=Token(),
    servers=[{"url": "/"}],
)
api.add_router("/me", "salwa.api.me.router")
api.add_router("/marks", "salwa.api.marks.router")
api.add_router("/reference", "salwa.api.reference.router")
api.add_router("/states", "salwa.api.reference.states")
# Installations without a register (the secretariat) have no addresses for weapons.
if "salwa.storage.register" in settings.INSTALLED_APPS:
    api.add_router("/weapons", "salwa.api.weapons.router")
    api.add_router("/weapons", "salwa.api.custody.router")
    api.add_router("/marking", "salwa.api.marking.router")
    api.add_router("/analysis", "salwa.api.analysis.router")
    api.add_router("/holders", "salwa.api.holders.router")
    api.add_router("/licences", "salwa.api.licences.router")
    api.add_router("/stock", "salwa.api.stock.router")
