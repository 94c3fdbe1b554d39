"""The addresses of this installation: pages for people, the interface for programs, the door for other States."""

from django.urls import include, path

from salwa.api.main import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("exchange/v1/", include("salwa.exchange.urls")),
    path("", include("salwa.web.urls")),
]

handler400 = "salwa.web.frame.errors.bad_request"
handler403 = "salwa.web.frame.errors.forbidden"
handler404 = "salwa.web.frame.errors.not_found"
handler500 = "salwa.web.frame.errors.failed"
handler429 = "salwa.web.frame.errors.too_many"
