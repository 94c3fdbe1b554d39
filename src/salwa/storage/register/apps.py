"""Django application `register`."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Tables of the national register."""

    name = "salwa.storage.register"
    label = "register"
