"""Django application `cooperation`."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    """Tables of the directory of national points of contact."""

    name = "salwa.storage.cooperation"
    label = "cooperation"
