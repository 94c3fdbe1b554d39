"""Addresses of the figures of tracing."""

from django.urls import path

from salwa.web.indicators import views

urlpatterns = [
    path("", views.figures, name="tracing_figures"),
    path("picture.svg", views.picture, name="tracing_figures_picture"),
    path("table.<slug:suffix>", views.download, name="tracing_figures_download"),
    path("cases/", views.cases, name="tracing_figures_cases"),
    path("requests/<slug:direction>/", views.requests, name="tracing_figures_requests"),
]
