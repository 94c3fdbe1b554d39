"""Addresses of the door for other installations. Nothing about any case ever stands in an address."""

from django.urls import path

from salwa.exchange.views import batches, identity, messages

urlpatterns = [
    path("messages", messages, name="exchange_messages"),
    path("batches", batches, name="exchange_batches"),
    path("identity", identity, name="exchange_identity"),
]
