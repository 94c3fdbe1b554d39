"""What the way of the weapon proposes for the findings of a case, with the words it rests on. A person confirms it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict
from salwa.domain.tracing import (
    Diversion,
    FindingKind,
    Found,
    LastLawful,
    Outcome,
    OutcomeFound,
    Source,
    Station,
)
from salwa.domain.tracing.findings import kind_of
from salwa.services.languages import spoken
from salwa.services.tracing.cases import proposed_words, record_finding
from salwa.services.tracing.own_words import how_known
from salwa.services.tracing.permissions import case_with, check_may_work_on_cases
from salwa.services.tracing.queries import CasePage, open_case_page, proposed_station
from salwa.storage.accounts.models import User

CHANGED = message("The case proposes something else than what you looked at.")
LOOK_AGAIN = message("Look at the proposals again, then record them.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One finding that the case points to, why, the request whose answer it rests on, and the stop on the way."""

    found: Found
    why: str
    request: int | None
    stop: Station | None = None

    @property
    def kind(self) -> FindingKind:
        """Of which kind the finding is."""
        return kind_of(self.found)


def proposals_of(page: CasePage) -> tuple[Proposal, ...]:
    """What the page of a case proposes and nobody has established: last lawful record, point of diversion, outcome.

    Only what an answer or the own register says; an outcome only where tracing has come to an end.
    """
    found: list[Proposal] = []
    if page.last_lawful is None and (stop := _telling(page, "last_lawful_record")):
        lawful = LastLawful(stop.state, stop.day, stop.precision, stop.holder, stop.document)
        found.append(Proposal(lawful, how_known(stop), request_of(stop), stop))
    if page.diversion is None and (stop := _telling(page, "point_of_diversion")):
        point = Diversion(stop.state, stop.day, stop.precision, stop.place, how_known(stop))
        found.append(Proposal(point, how_known(stop), request_of(stop), stop))
    if page.outcome is None and page.suggestion.outcome not in (Outcome.PENDING, Outcome.NOT_INITIATED):
        found.append(Proposal(OutcomeFound(page.suggestion.outcome), spoken(page.suggestion.reason), None))
    return tuple(found)


def digest_of(proposals: Sequence[Proposal]) -> str:
    """By which a person says which proposals he or she looked at."""
    return hashlib.sha256(repr([(one.found, one.request) for one in proposals]).encode()).hexdigest()


def record_proposals(*, acting_user: User, case: str, digest: str) -> tuple[FindingKind, ...]:
    """Record all findings a case proposes, as they were looked at, each as `record_finding`; returns their kinds.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`changed_meanwhile` where the case proposes something else by now,
    `case_closed`), `Refusal` (those of domain/tracing/findings.py).
    """
    check_may_work_on_cases(acting_user)
    with transaction.atomic():
        row = case_with(case, lock=True)
        proposals = proposals_of(open_case_page(acting_user=acting_user, case=case))
        if not proposals or digest_of(proposals) != digest:
            raise Conflict("changed_meanwhile", Sentence(CHANGED), remedy=Sentence(LOOK_AGAIN))
        # All before the first is recorded: what one establishes changes what the case proposes for the next.
        own = [proposed_words(row, acting_user, one.found, one.why) for one in proposals]
        for one, kept in zip(proposals, own, strict=True):
            record_finding(
                acting_user=acting_user, case=case, found=one.found, reason=one.why, request=one.request, texts=kept
            )
    return tuple(one.kind for one in proposals)


def _telling(page: CasePage, kind: str) -> Station | None:
    stop = proposed_station(page.route, kind)
    return stop if stop is not None and how_known(stop) else None


def request_of(stop: Station) -> int | None:
    """The request whose answer a stop rests on; None where it rests on something else."""
    return stop.number if stop.source is Source.ANSWER else None
