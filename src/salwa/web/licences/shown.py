"""What the pages of authorisations have in common: tones of states, the task list, a page with one form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from salwa.domain.languages import Sentence
from salwa.domain.licences.completeness import Lack
from salwa.domain.licences.vocabulary import LicenceState, StepKind
from salwa.domain.refusals import Refusal
from salwa.services.languages import together
from salwa.services.licences.permissions import check_may_decide_licence, check_may_prepare_licence
from salwa.services.licences.queries import DECIDED_STEPS, PREPARED_STEPS, open_licence
from salwa.services.licences.steps import LOOK_AGAIN, NOT_NOW
from salwa.services.licences.values import LicencePage, StepShown
from salwa.web.frame.licence_words import FIELDS

# Steps of preparing that only fill the history; they stand folded together.
QUIET = {StepKind.CHANGED.value}


@dataclass(frozen=True, slots=True)
class Task:
    """One part of an application: its name, where it is filled in, what it lacks, whether anything is there."""

    part: str
    address: str
    lacks: tuple[Lack, ...]
    begun: bool


def tasks_of(page: LicencePage) -> list[Task]:
    """The parts of an application in the order in which they are filled in."""
    lacking: dict[str, list[Lack]] = defaultdict(list)
    for one in page.lacks:
        lacking[one.part].append(one)
    parts: list[tuple[str, str, bool]] = [
        ("deal", "licence_deal", bool(page.line.valid_until or page.origin or page.line.destination)),
        ("parties", "licence_parties", bool(page.parties)),
        ("items", "licence_items", bool(page.items)),
        ("weapons", "licence_weapons", any(one.listed for one in page.items)),
    ]
    if page.certificate_needed:
        parts.append(("certificate", "licence_certificate", page.certificate is not None))
    parts.append(("risk", "licence_risk", any(one.answer for one in page.questions)))
    return [Task(part, reverse(name, args=[page.line.id]), tuple(lacking[part]), begun) for part, name, begun in parts]


def history_of(page: LicencePage) -> tuple[list[StepShown], list[StepShown]]:
    """(steps that brought it where it stands, changes of the application), the last first."""
    steps = list(reversed(page.steps))
    return [one for one in steps if one.kind not in QUIET], [one for one in steps if one.kind in QUIET]


def rewritten(step: StepShown) -> list[tuple[str, object, object]]:
    """(field, before, after) of the texts that a change of an application replaced."""
    before, after = step.details.get("before"), step.details.get("after")
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return []
    return [
        (name, _told(before.get(name)), _told(after.get(name)))
        for name in FIELDS
        if name in after and before.get(name) != after.get(name) and before
    ]


def _told(value: object) -> object:
    return together(value) if isinstance(value, list) else value


def page_for(request: HttpRequest, number: int, *steps: StepKind) -> LicencePage:
    """The authorisation, if this person may take one of these steps now; else a refusal says why not."""
    page = open_licence(acting_user=request.user, licence_id=number)
    if page.may & {one.value for one in steps}:
        return page
    if set(steps) <= set(PREPARED_STEPS):
        check_may_prepare_licence(request.user)
    elif set(steps) <= set(DECIDED_STEPS):
        check_may_decide_licence(request.user)
    raise Refusal("not_now", Sentence(NOT_NOW[LicenceState(page.line.state)]), remedy=Sentence(LOOK_AGAIN))


def form_page(
    request: HttpRequest, template: str, page: LicencePage, form: Form, *, refusal: Refusal | None = None, **more: Any
) -> HttpResponse:
    """A page of one authorisation with one form."""
    wrong = bool(form.errors or refusal)
    context = {"licence": page, "form": form, "refusal": refusal, **more}
    return render(request, template, context, status=422 if wrong else 200)
