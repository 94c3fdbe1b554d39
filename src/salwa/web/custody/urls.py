"""Addresses of a weapon's life, under the address of the weapons."""

from django.urls import path

from salwa.web.custody.entries import cancel_entry, correct_entry, record_entry, recorded, suggest_holders
from salwa.web.custody.parts import exchange_part, record_part

urlpatterns = [
    path("holders/", suggest_holders, name="suggest_holders"),
    path("<int:number>/entries/new/", record_entry, name="record_entry"),
    path("<int:number>/entries/<int:entry>/", recorded, name="entry_recorded"),
    path("<int:number>/entries/<int:entry>/correct/", correct_entry, name="correct_entry"),
    path("<int:number>/entries/<int:entry>/cancel/", cancel_entry, name="cancel_entry"),
    path("<int:number>/parts/new/", record_part, name="record_part"),
    path("<int:number>/parts/<int:part>/", exchange_part, name="exchange_part"),
]
