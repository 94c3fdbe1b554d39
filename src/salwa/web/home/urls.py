"""Address of the home page."""

from django.urls import path

from salwa.web.home.views import home

urlpatterns = [path("", home, name="home")]
