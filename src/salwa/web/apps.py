"""Django application `web`: templates, static files and template tags."""

from django.apps import AppConfig
from django.conf import settings

from salwa.services.reference.states_of_process import take_state


class WebConfig(AppConfig):
    """Pages for people."""

    name = "salwa.web"
    label = "web"

    def ready(self) -> None:
        """An installation of an invented State (demo, course) reads and names the invented States."""
        take_state(settings.SALWA["state"])
