"""Counts of the register. Every picture stands beside its table; every view has its address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from salwa.domain.weapons import ItemKind
from salwa.services.analysis.actions import bring_up_to_date
from salwa.services.analysis.downloads import FORMATS, download_count
from salwa.services.analysis.pictures import PALETTES, WIDTHS, look_of, source_line, svg_of
from salwa.services.analysis.queries import counts, overview
from salwa.web.analysis.words import KINDS
from salwa.web.frame.access import signed_in

# Pictures carry the number of their count in the address, so a browser may keep one for a while.
PICTURE_CACHE = "private, max-age=3600"


@signed_in
def analysis(request: HttpRequest) -> HttpResponse:
    """All counts of one kind of object."""
    bring_up_to_date(acting_user=request.user)
    view = overview(acting_user=request.user, kind=_kind(request))
    context = {
        "view": view,
        "kinds": [(kind.value, words, view.records[kind]) for kind, words in KINDS.items()],
        "kind": view.kind.value,
        "kind_words": KINDS[view.kind],
        "source": source_line(view.origin) if view.origin else "",
    }
    return render(request, "analysis/analysis.html", context)


@signed_in
def count(request: HttpRequest, by: str) -> HttpResponse:
    """One count with all its entries."""
    bring_up_to_date(acting_user=request.user)
    kind = _kind(request)
    view = counts(acting_user=request.user, by=by, kind=kind)
    context = {
        "one": view,
        "kind": kind.value,
        "kind_words": KINDS[kind],
        "source": source_line(view.origin) if view else "",
    }
    return render(request, "analysis/count.html", context)


@signed_in
def picture(request: HttpRequest, by: str) -> HttpResponse:
    """The picture of one count as it stands in the page, without its title."""
    scheme, width = request.GET.get("scheme", "light"), request.GET.get("width", "wide")
    kind = _kind(request)
    view = counts(acting_user=request.user, by=by, kind=kind)
    if view is None or scheme not in PALETTES or width not in WIDTHS:
        raise Http404
    svg = svg_of(view, look_of(scheme=scheme, width=width, titled=False), str(KINDS[kind]))
    return HttpResponse(svg, content_type=FORMATS["svg"], headers={"Cache-Control": PICTURE_CACHE})


@signed_in
def download(request: HttpRequest, by: str, suffix: str) -> HttpResponse:
    """One count as a file."""
    if suffix not in FORMATS:
        raise Http404
    kind = _kind(request)
    file = download_count(acting_user=request.user, by=by, kind=kind, suffix=suffix, kind_words=str(KINDS[kind]))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=headers)


def _kind(request: HttpRequest) -> ItemKind:
    try:
        return ItemKind(request.GET.get("kind", ItemKind.WEAPON))
    except ValueError:
        raise Http404 from None
