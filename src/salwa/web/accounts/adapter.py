"""How django-allauth behaves here: nobody signs up; every sign-in and every failed one leaves a trace."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from salwa.services.accounts.second_factors import forget_unused_secrets
from salwa.services.accounts.sessions import end_other_sessions
from salwa.services.accounts.sign_in import record_failed_sign_in, record_sign_in

# How allauth names what it tells after a change of second factor, and after nothing else.
CHANGED_FACTOR = "mfa/email/"
# The page itself shows these; a message would only be noise.
QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up; audit entries; no chatter."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        record_sign_in(user=user)
        return super().post_login(request, user, **facts)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failed_sign_in(email=str(credentials.get("email", "")))

    def clean_password(self, password: str, user: Any = None) -> str:
        """The rules for passwords; a first password cannot be kept."""
        taken: str = super().clean_password(password, user=user)
        if user is not None and getattr(user, "first_password", False) and user.check_password(taken):
            raise ValidationError(gettext("This is the first password that was made for you. Choose another one."))
        return taken

    def set_password(self, user: Any, password: str) -> None:
        """Called when a person chooses a password, on the page or from a letter; it is no first one any more."""
        user.first_password = False
        super().set_password(user, password)

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """Whoever signed in with all factors minutes ago need not do so again, for example to see recovery codes."""
        user = self.request.user
        if app == "allauth.mfa" and user.is_authenticated:
            records = get_authentication_records(self.request, user)
            if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return bool(super().is_reauthentication_required(app=app, **facts))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **facts: Any
    ) -> None:
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **facts)

    def send_notification_mail(self, template_prefix: str, *args: Any, **facts: Any) -> None:
        """Called after a change; whoever changes a second factor is signed out everywhere else."""
        request = self.request
        if template_prefix.startswith(CHANGED_FACTOR) and request is not None and request.user.is_authenticated:
            forget_unused_secrets()
            end_other_sessions(acting_user=request.user, keep=str(request.session.session_key))
        super().send_notification_mail(template_prefix, *args, **facts)
