"""Addresses of the seizure pages."""

from django.urls import path

from salwa.web.seizures import views
from salwa.web.seizures.record import new_seizure

urlpatterns = [
    path("", views.seizures, name="seizures"),
    path("new/", new_seizure, name="new_seizure"),
    path("<int:number>/", views.seizure, name="seizure"),
    path("<int:number>/classify/", views.classify, name="classify_seizure"),
    path("weapons/<int:number>/identify/", views.identify, name="identify_seized"),
    path("weapons/<int:number>/pictures/", views.pictures, name="seized_pictures"),
    path("weapons/<int:number>/ask/", views.ask, name="ask_about_seized"),
    path("weapons/<int:number>/check/", views.check, name="check_seized"),
    path("weapons/<int:number>/trace/", views.trace, name="trace_seized"),
    path("pictures/<int:number>.jpg", views.picture, name="seized_picture"),
    path("pictures/<int:number>.small.jpg", views.picture, {"small": True}, name="small_seized_picture"),
]
