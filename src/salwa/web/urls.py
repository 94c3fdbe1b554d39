"""Addresses of the pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Salwa")


urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("allauth.urls")),
]
