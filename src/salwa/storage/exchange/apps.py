"""Django application `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Tables of the exchange between installations; they refer to nothing in the register."""

    name = "salwa.storage.exchange"
    label = "exchange"
