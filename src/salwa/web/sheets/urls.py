"""Addresses of the exports."""

from django.urls import path

from salwa.web.sheets import views

urlpatterns = [
    path("", views.exports, name="exports"),
    path("new/", views.new_export, name="new_export"),
    path("<int:number>/", views.export, name="export"),
    path("<int:number>/progress/", views.progress, name="export_progress"),
    path("<int:number>/start/", views.start, name="export_start"),
    path("<int:number>/remove/", views.remove, name="export_remove"),
    path("<int:number>/file/", views.fetch, name="export_file"),
    path("weapon/<int:number>/", views.weapon_sheet, name="weapon_sheet"),
]
