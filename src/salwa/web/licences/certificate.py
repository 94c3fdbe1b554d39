"""The end-user certificate: what it says and lacks, whether it is authentic, its scans."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.domain.licences.vocabulary import Element, StepKind
from salwa.services.licences import certificates
from salwa.services.licences.queries import open_licence
from salwa.services.licences.values import CheckEntry, LicencePage
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.licences.forms import CertificateForm, CheckForm, ScanForm
from salwa.web.licences.shown import form_page, page_for

# Nothing in a scan may run or load anything, wherever it is opened.
SEALED = "default-src 'none'; sandbox"


@signed_in
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """What the certificate says, with what is missing; the checks and scans stand on the same page."""
    page = open_licence(acting_user=request.user, licence_id=number)
    return _page(request, page)


@signed_in
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Writing down what the certificate says, element by element."""
    page = page_for(request, number, StepKind.CHANGED)
    known = page.certificate
    initial: dict[str, Any] = {"same_paper": True}
    if known:
        initial |= asdict(known.content) | {"number": known.number}
    form = CertificateForm(request.POST or None, initial=initial, again=known is not None)
    tried = try_to(
        form,
        lambda: certificates.record_certificate(
            acting_user=request.user,
            licence_id=number,
            certificate=form.certificate(),
            number=form.cleaned_data["number"],
            same_paper=form.cleaned_data.get("same_paper", False),
        ),
    )
    if tried.done:
        messages.success(request, gettext("Saved. What is still missing stands below."))
        return redirect("licence_certificate", number)
    return form_page(request, "licences/certificate_form.html", page, form, refusal=tried.refusal)


@require_POST
@signed_in
def check(request: HttpRequest, number: int) -> HttpResponse:
    """A step to find out whether it is authentic."""
    form = CheckForm(request.POST)
    tried = try_to(
        form,
        lambda: certificates.check_certificate(
            acting_user=request.user, licence_id=number, check=CheckEntry(**form.cleaned_data)
        ),
    )
    if tried.done:
        messages.success(request, gettext("The check was recorded."))
        return redirect("licence_certificate", number)
    page = open_licence(acting_user=request.user, licence_id=number)
    return _page(request, page, check_form=form, refusal=tried.refusal)


@require_POST
@signed_in
def add_scan(request: HttpRequest, number: int) -> HttpResponse:
    """A scan of the certificate."""
    form = ScanForm(request.POST, request.FILES)
    tried = try_to(
        form,
        lambda: certificates.add_scan(acting_user=request.user, licence_id=number, stream=form.cleaned_data["file"]),
    )
    if tried.done:
        messages.success(request, gettext("The scan was added."))
        return redirect("licence_certificate", number)
    page = open_licence(acting_user=request.user, licence_id=number)
    return _page(request, page, scan_form=form, refusal=tried.refusal)


@signed_in
def scan(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """One scan, always as a file to be saved: never shown inside a page of this installation."""
    path, kind = certificates.scan_file(acting_user=request.user, scan_id=number)
    if not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"certificate-{number}.{'pdf' if kind == 'pdf' else 'jpg'}",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    response["Cache-Control"] = "no-store, private"
    return response


def _page(
    request: HttpRequest,
    page: LicencePage,
    *,
    check_form: CheckForm | None = None,
    scan_form: ScanForm | None = None,
    refusal: Any = None,
) -> HttpResponse:
    shown = page.certificate
    lacking = {one.element for one in shown.missing} if shown else set()
    elements = [
        (element, [one for one in shown.missing if one.element is element] if shown else [], element in lacking)
        for element in Element
    ]
    wrong = check_form or scan_form or CheckForm(initial={"day": timezone.localdate()})
    return form_page(
        request,
        "licences/certificate.html",
        page,
        wrong,
        refusal=refusal,
        elements=elements,
        check_form=check_form or CheckForm(initial={"day": timezone.localdate()}),
        scan_form=scan_form or ScanForm(),
    )
