"""Addresses of the pages of approvals."""

from django.urls import path

from salwa.web.approvals import views

urlpatterns = [
    path("", views.approvals, name="approvals"),
    path("<int:number>/", views.approval, name="approval"),
    path("<int:number>/decide/", views.decide, name="approval_decide"),
    path("<int:number>/withdraw/", views.withdraw, name="approval_withdraw"),
]
