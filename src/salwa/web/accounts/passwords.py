"""Passwords that somebody who knows the office would try first."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

# docs/explanation/security-rules.md lists them; the installation's own name and State come on top.
WORDS = (
    "administrator", "admin", "auditor", "armoury", "armory", "army", "customs", "firearms", "firearm", "ministry",
    "password", "passphrase", "police", "register", "registrar", "registry", "salwa", "stock", "supervisor", "tracing",
    "weapons", "weapon", "welcome",
)  # fmt: skip
# What must be left of a password when these words are taken away, and signs that only fill.
LEAST_LEFT = 8


class NoWordsOfTheHouse(CommonPasswordValidator):
    """Refuses, as too common, a password that is little more than words of the trade, the installation and years."""

    def get_help_text(self) -> str:
        """What the page says before a password is chosen."""
        return gettext("Words of the trade, the name of the installation and years are not enough by themselves.")

    def validate(self, password: str, user: Any = None) -> None:
        named = (settings.SALWA["installation_name"], settings.SALWA["state"])
        own = [word for name in named for word in name.casefold().split() if len(word) > 2]
        left = password.casefold()
        for word in sorted({*WORDS, *own}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\W_]|(19|20)\d\d|123\d*", "", left)) < LEAST_LEFT:
            raise ValidationError(self.get_error_message(), code="password_too_common")
