"""Addresses of the pages of approvals."""

from django.urls import path

from salwa.web.approvals import asking, views

urlpatterns = [
    path("", views.approvals, name="approvals"),
    path("ask/key-change/", asking.ask, {"kind": "key_change"}, name="ask_key_change"),
    path("ask/purge/", asking.ask, {"kind": "retention_purge"}, name="ask_purge"),
    path("<int:number>/", views.approval, name="approval"),
    path("<int:number>/decide/", views.decide, name="approval_decide"),
    path("<int:number>/withdraw/", views.withdraw, name="approval_withdraw"),
]
