"""Addresses of identification."""

from django.urls import path

from salwa.web.identify import views

urlpatterns = [
    path("", views.begin, name="identify"),
    path("key/", views.key, name="identify_key"),
    path("tables/<slug:name>/", views.table, name="identify_table"),
]
