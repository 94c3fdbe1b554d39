"""Addresses of the exchange pages."""

from django.urls import path

from salwa.web.exchange.views import again, ask_for_pin, exchange, messages_of_exchange, partners, receipt, take_in

urlpatterns = [
    path("", exchange, name="exchange"),
    path("messages/", messages_of_exchange, name="exchange_traffic"),
    path("messages/<uuid:uid>/again/", again, name="exchange_again"),
    path("take/", take_in, name="exchange_take"),
    path("arrived/<str:state>/<uuid:uid>/receipt/", receipt, name="exchange_receipt"),
    path("partners/", partners, name="exchange_partners"),
    path("partners/pin/", ask_for_pin, name="exchange_pin"),
]
