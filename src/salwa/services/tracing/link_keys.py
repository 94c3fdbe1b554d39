"""What cases can share with others, kept by key when it becomes known, so that links are looked up and not searched.

Each function writes in the caller's transaction; the same key twice is one. Nothing is ever taken back: answers,
findings and checks are appended as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salwa.domain.tracing.linking import case_key, seen_before
from salwa.domain.tracing.vocabulary import KeyKind
from salwa.services.tracing.route import ANSWERS, statements_of
from salwa.storage.register.models import CaseFinding, CaseKey, RequestStep, SeizedWeapon

KINDS_READ = ("last_lawful_record",)


def keep_keys_of_answer(step: RequestStep) -> None:
    """Documents and consignees of an answer to an own request; of any other step nothing."""
    if step.outgoing is None or step.step not in ANSWERS:
        return
    said = statements_of(step)
    texts = [(KeyKind.DOCUMENT, one.document) for one in said] + [(KeyKind.HOLDER, one.consignee) for one in said]
    _keep(step.outgoing.case.seized_id, texts)


def keep_keys_of_finding(found: CaseFinding) -> None:
    """Document and holder of a last lawful record; of any other finding nothing."""
    if found.kind in KINDS_READ:
        texts = [(KeyKind.DOCUMENT, found.values.get("document", "")), (KeyKind.HOLDER, found.values.get("holder", ""))]
        _keep(found.case.seized_id, texts)


def keep_keys_of_checks(seized: SeizedWeapon) -> None:
    """Earlier seizures that the checks took for the same weapon; what is only probable may be its neighbour."""
    rows = [CaseKey(seized=seized, kind=KeyKind.SEEN.value, value=str(one)) for one in seen_before(seized.checks)]
    CaseKey.objects.bulk_create(rows, ignore_conflicts=True)


def sharing(seized: int, kind: KeyKind, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(number of the case, key) of every other case with one of these keys."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), 400):
        rows = CaseKey.objects.filter(kind=kind.value, value__in=wanted[start : start + 400]).exclude(seized=seized)
        of_cases = rows.filter(seized__case__isnull=False).order_by("pk")
        yield from of_cases.values_list("seized__case__number", "value")


def _keep(seized: int, texts: Iterable[tuple[KeyKind, str]]) -> None:
    found = dict.fromkeys((kind.value, key) for kind, text in texts if (key := case_key(text)))
    rows = [CaseKey(seized_id=seized, kind=kind, value=key) for kind, key in found]
    CaseKey.objects.bulk_create(rows, ignore_conflicts=True)
