"""Django application `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tables of people, organisations, roles and the audit log."""

    name = "salwa.storage.accounts"
    label = "accounts"
