"""Addresses of the holder pages."""

from django.urls import path

from salwa.web.holders import views
from salwa.web.holders.choosing import suggest

urlpatterns = [
    path("", views.holders, name="holders"),
    path("record/", views.record_holder, name="record_holder"),
    path("suggestions/", suggest, name="holder_suggestions"),
    path("<int:number>/", views.holder, name="holder"),
    path("<int:number>/weapons/", views.held, name="holder_weapons"),
    path("<int:number>/past/", views.past, name="holder_past"),
    path("<int:number>/correct/", views.correct_holder, name="correct_holder"),
    path("<int:number>/close/", views.close_holder, name="close_holder"),
    path("<int:number>/reopen/", views.reopen_holder, name="reopen_holder"),
    path("<int:number>/person/", views.open_person, name="open_person"),
]
