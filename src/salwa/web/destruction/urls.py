"""Addresses of the destruction pages."""

from django.urls import path

from salwa.web.destruction import views

urlpatterns = [
    path("", views.records, name="destructions"),
    path("new/", views.new_record, name="new_destruction"),
    path("<int:number>/", views.record, name="destruction"),
    path("<int:number>/change/", views.change, name="change_destruction"),
    path("<int:number>/add/", views.add, name="add_to_destruction"),
    path("<int:number>/pictures/", views.picture_added, name="add_destruction_picture"),
    path("<int:number>/ask/", views.asked, name="ask_destruction"),
    path("<int:number>/certificate/", views.certificate, name="certificate"),
    path("pictures/<int:number>.jpg", views.picture, name="destruction_picture"),
    path("pictures/<int:number>.small.jpg", views.picture, {"small": True}, name="small_destruction_picture"),
]
