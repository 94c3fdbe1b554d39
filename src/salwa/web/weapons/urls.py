"""Addresses of the weapon pages."""

from django.urls import path

from salwa.web.weapons.correct import add_mark, correct_mark, correct_weapon
from salwa.web.weapons.find import find, found, suggest
from salwa.web.weapons.listing import weapons
from salwa.web.weapons.record import record_weapon
from salwa.web.weapons.views import add_picture, picture, weapon

urlpatterns = [
    path("", weapons, name="weapons"),
    path("find/", find, name="find"),
    path("find/suggestions/", suggest, name="suggestions"),
    path("find/<slug:token>/", found, name="found"),
    path("record/", record_weapon, name="record_weapon"),
    path("<int:number>/", weapon, name="weapon"),
    path("<int:number>/correct/", correct_weapon, name="correct_weapon"),
    path("<int:number>/marks/new/", add_mark, name="add_mark"),
    path("<int:number>/marks/<int:mark>/", correct_mark, name="correct_mark"),
    path("<int:number>/add-picture/", add_picture, name="add_picture"),
    path("pictures/<int:number>.jpg", picture, name="picture"),
    path("pictures/<int:number>.small.jpg", picture, {"small": True}, name="small_picture"),
]
