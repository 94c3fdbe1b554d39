"""Addresses of the analysis pages."""

from django.urls import path

from salwa.web.analysis.views import analysis, count, download, picture

urlpatterns = [
    path("", analysis, name="analysis"),
    path("<slug:by>/", count, name="count"),
    path("<slug:by>/picture.svg", picture, name="count_picture"),
    path("<slug:by>/table.<slug:suffix>", download, name="count_download"),
]
