"""Django application `web`: templates, static files and template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "salwa.web"
    label = "web"
