"""The style sheet and the choice of language."""

from django.urls import path
from django.views.i18n import set_language

from salwa.web.frame.styles import styles

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("styles/<str:digest>.css", styles, name="styles"),
]
