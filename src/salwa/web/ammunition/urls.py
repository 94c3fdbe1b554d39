"""Addresses of the ammunition pages."""

from django.urls import path

from salwa.web.ammunition.views import lot, lots, new_lot

urlpatterns = [
    path("", lots, name="ammunition"),
    path("new/", new_lot, name="new_ammunition_lot"),
    path("<int:number>/", lot, name="ammunition_lot"),
]
