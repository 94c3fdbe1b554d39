"""Signing in to the interface: a token in the Authorization header, and nothing else. Cookies sign nobody in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja.security import HttpBearer

from salwa.services.accounts.tokens import person_of_token

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Token(HttpBearer):
    """`Authorization: Bearer salwa_...`, made with `salwa accounts token`."""

    def authenticate(self, request: HttpRequest, token: str) -> AbstractBaseUser | None:
        """The person the token speaks for, or None."""
        return person_of_token(token)
