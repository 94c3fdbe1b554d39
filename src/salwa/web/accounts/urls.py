"""Addresses of the people pages."""

from django.urls import path

from salwa.web.accounts.views import add_person, end_role, people, person

urlpatterns = [
    path("", people, name="people"),
    path("add/", add_person, name="add_person"),
    path("<int:number>/", person, name="person"),
    path("<int:number>/end-role/", end_role, name="end_role"),
]
