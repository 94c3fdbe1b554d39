"""Addresses of the directory: public and keeping it at a secretariat, the contacts of States at a national one."""

from django.conf import settings
from django.urls import path

from salwa.web.directory import keep, public, states

OF_A_SECRETARIAT = [
    path("directory/", public.directory, name="directory"),
    path("directory/edition.jws", public.edition_signed, name="directory_signed"),
    path("directory/edition.json", public.edition_json, name="directory_json"),
    path("directory/contacts.csv", public.contacts_csv, name="directory_csv"),
    path("directory/key.json", public.key, name="directory_key"),
    path("directory/states/<slug:state>/", public.state, name="directory_state"),
    path("directory/states/<slug:state>/<uuid:uid>.vcf", public.card, name="directory_card"),
    path("directory/keep/", keep.kept, name="kept_contacts"),
    path("directory/keep/new/", keep.new_contact, name="new_contact"),
    path("directory/keep/take/", keep.take, name="take_declaration"),
    path("directory/keep/publish/", keep.publish, name="publish_directory"),
    path("directory/keep/editions/<int:number>/", keep.states_edition, name="states_edition"),
    path("directory/keep/<int:number>/", keep.kept_contact, name="kept_contact"),
    path("directory/keep/<int:number>/change/", keep.change, name="change_contact"),
    path("directory/keep/<int:number>/confirm/", keep.confirm, name="confirm_contact"),
    path("directory/keep/<int:number>/end/", keep.end, name="end_contact"),
    path("directory/keep/<int:number>/test/", keep.send_test, name="send_contact_test"),
    path("directory/keep/<int:number>/answered/", keep.answered, name="contact_test_answered"),
]
OF_A_STATE = [
    path("contacts/", states.contacts, name="contacts"),
    path("contacts/follow/", states.follow, name="follow_directory"),
    path("contacts/follow/key/", states.pin, name="pin_directory_key"),
    path("contacts/declare/", states.declare, name="declare_contact"),
    path("contacts/declare/key.json", states.own_key, name="own_directory_key"),
    path("contacts/own/<int:number>/take-back/", states.take_back, name="take_back_own_contact"),
    path("contacts/<slug:state>/", states.contacts_of, name="state_contacts"),
    path("contacts/<slug:state>/own/", states.own_contact, name="own_contact"),
]
# The test suite has both.
PROFILE = settings.SALWA["profile"]
urlpatterns = [
    *(OF_A_SECRETARIAT if PROFILE != "national" else []),
    *(OF_A_STATE if PROFILE != "secretariat" else []),
]
