"""Addresses of the import pages."""

from django.urls import path

from salwa.web.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:number>/", views.one_import, name="import"),
    path("<int:number>/columns/", views.map_columns, name="import_columns"),
    path("<int:number>/try/", views.try_file, name="import_try"),
    path("<int:number>/start/", views.start, name="import_start"),
    path("<int:number>/progress/", views.progress, name="import_progress"),
    path("<int:number>/set-aside.csv", views.set_aside, name="import_set_aside"),
    path("<int:number>/mapping.yaml", views.mapping, name="import_mapping"),
    path("<int:number>/withdraw/", views.withdraw, name="import_withdraw"),
]
