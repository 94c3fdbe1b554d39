"""Addresses of the pages of tracing cases."""

from django.urls import path

from salwa.web.tracing import cases, questions

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("cases/<slug:number>/", cases.case, name="case"),
    path("cases/<slug:number>/proposed/", cases.proposed, name="case_proposed"),
    path("cases/<slug:number>/findings/<slug:kind>/", cases.finding, name="case_finding"),
    path("cases/<slug:number>/close/", cases.close, name="close_case"),
    path("cases/<slug:number>/reopen/", cases.reopen, name="reopen_case"),
    path("cases/<slug:number>/notes/", cases.notes, name="case_notes"),
    path("cases/<slug:number>/route.svg", cases.route_picture, name="case_route_picture"),
    path("cases/<slug:number>/route.csv", cases.route_table, name="case_route_table"),
    path("cases/<slug:number>/links.svg", cases.links_picture, name="case_links_picture"),
    path("cases/<slug:number>/links.csv", cases.links_table, name="case_links_table"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:number>/", questions.question, name="question"),
]
