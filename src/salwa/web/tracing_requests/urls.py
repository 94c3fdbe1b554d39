"""Addresses of the pages of tracing requests, below tracing/."""

from django.urls import path

from salwa.web.tracing_requests import documents, incoming, outgoing

urlpatterns = [
    path("requests/", outgoing.requests, name="tracing_requests"),
    path("cases/<slug:case>/request/", outgoing.new, name="tracing_request_new"),
    path("requests/<int:number>/", outgoing.page, name="tracing_request"),
    path("requests/<int:number>/edit/", outgoing.edit, name="tracing_request_edit"),
    path("requests/<int:number>/send/", outgoing.send, name="tracing_request_send"),
    path("requests/<int:number>/answer/", outgoing.paper_answer, name="tracing_paper_answer"),
    path("requests/<int:number>/acknowledged/", outgoing.acknowledged, name="tracing_acknowledged"),
    path("requests/<int:number>/files/<slug:kind>/", documents.file, name="tracing_request_file"),
    path("requests/<int:number>/step/<slug:name>/", outgoing.step, name="tracing_request_step"),
    path("inbox/", incoming.inbox, name="tracing_inbox"),
    path("inbox/new/", incoming.paper, name="tracing_paper_request"),
    path("inbox/<int:number>/acknowledged/", incoming.acknowledged, name="tracing_incoming_acknowledged"),
    path("inbox/<int:number>/", incoming.page, name="tracing_incoming"),
    path("inbox/<int:number>/look/", incoming.look, name="tracing_look"),
    path("inbox/<int:number>/record/", incoming.record, name="tracing_choose_record"),
    path("inbox/<int:number>/draft/", incoming.draft, name="tracing_draft"),
    path("inbox/<int:number>/release/<int:draft>/", incoming.release, name="tracing_release"),
    path("inbox/<int:number>/answers/<int:draft>/<slug:kind>/", documents.answer, name="tracing_answer_file"),
    path("inbox/<int:number>/ask/", incoming.ask, name="tracing_ask"),
]
