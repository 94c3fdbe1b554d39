"""Address of the audit log."""

from django.urls import path

from salwa.web.audit.views import audit_log

urlpatterns = [path("", audit_log, name="audit_log")]
