"""The second factor typed in: a code counts once, and a wrong one leaves a trace."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache
from django.core.exceptions import ValidationError

from salwa.services.accounts.second_factors import check_secrets_can_be_kept
from salwa.services.accounts.sign_in import record_failed_code

# Longer than a code stays good with the tolerance of settings (half a minute of its own, half before, half after).
USED_SECONDS = 120


class _Once:
    """Refuses a code that was used before. allauth forgets used codes after 30 s, ours stay good for up to 90."""

    def clean_code(self) -> str:
        user = self.user  # type: ignore[attr-defined]
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            digits = "".join(sign for sign in code if sign.isalnum())
            if not cache.add(f"salwa.code.used.{user.pk}.{digits}", True, USED_SECONDS):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            record_failed_code(user=user)
            raise
        return code


class FirstCodeForm(ActivateTOTPForm):
    """The code with which a person shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        check_secrets_can_be_kept()
        super().__init__(*args, **kwargs)


class CodeForm(_Once, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(_Once, ReauthenticateForm):
    """The code asked for again before something sensitive."""
