"""Addresses of the screening pages."""

from django.urls import path

from salwa.web.screening import views

urlpatterns = [
    path("", views.screenings, name="screenings"),
    path("<int:number>/", views.screening, name="screening"),
    path("<int:number>/start/", views.start, name="screening_start"),
    path("<int:number>/progress/", views.progress, name="screening_progress"),
    path("<int:number>/result.csv", views.result, name="screening_result"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/anew/", views.duplicates_anew, name="duplicates_anew"),
]
