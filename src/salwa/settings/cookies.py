"""Names of cookies that no other installation on the same host has: browsers send a cookie to every port of a host."""

from __future__ import annotations

import hashlib

from salwa.settings.table import Settings


def cookie_name(word: str, settings: Settings) -> str:
    """`word` and eight signs that tell this installation's home and State from others'; `__Host-` over HTTPS.

    Two installations under one host name would else sign each other's people out.
    """
    whose = f"{settings.home.resolve()}\n{settings['profile']}\n{settings['state']}"
    own = f"{word}-{hashlib.sha256(whose.encode()).hexdigest()[:8]}"
    return f"__Host-{own}" if settings["https"] else own
