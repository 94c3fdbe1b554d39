"""Addresses of the audit log."""

from django.urls import path

from salwa.web.audit.views import audit_checkpoint, audit_export, audit_log

urlpatterns = [
    path("", audit_log, name="audit_log"),
    path("checkpoint/", audit_checkpoint, name="audit_checkpoint"),
    path("export/", audit_export, name="audit_export"),
]
