"""Other cases that belong to a case: the same weapon, consignment document, last holder, or numbers close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.tracing.linking import LinkKind, Serial, apart, folded, serial_of
from salwa.services.tracing.route import ANSWERS, statements_of
from salwa.storage.register.models import CaseFinding, Custody, Event, Mark, RequestStep, SeizedWeapon, TracingCase

# So many answers and findings of other cases are read for their documents and holders, the newest first.
MOST_READ = 20_000
MOST_SEIZED = 2_000
KINDS_READ = ("last_lawful_record",)


@dataclass(frozen=True, slots=True)
class CaseLink:
    """One other case and why it belongs here. `value`: the document, the holder, or how far the serials lie apart."""

    kind: LinkKind
    case: str
    value: str


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a case can share with others: folded form -> as written."""

    documents: dict[str, str]
    holders: dict[str, str]


def links_of_case(case: TracingCase) -> tuple[CaseLink, ...]:
    """Every link, each other case once a kind, the surest kinds first. Whoever asks has been permitted."""
    keys = _keys_of(case)
    found = [*_same_weapon(case), *_of_answers(case, keys), *_of_register(case, keys), *_serials(case)]
    once = {(one.kind, one.case): one for one in reversed(found)}
    order = list(LinkKind)
    return tuple(sorted(once.values(), key=lambda one: (order.index(one.kind), one.case)))


def _keys_of(case: TracingCase) -> _Keys:
    documents: dict[str, str] = {}
    holders: dict[str, str] = {}
    for row in RequestStep.objects.filter(outgoing__case=case, step__in=ANSWERS).select_related("outgoing"):
        _take(row, documents, holders)
    for found in CaseFinding.objects.filter(case=case, kind__in=KINDS_READ):
        _put(documents, found.values.get("document", ""))
        _put(holders, found.values.get("holder", ""))
    known = case.seized.registered_as_id
    if known is not None:
        left = case.seized.decisions.exclude(event=None).values("event_id")
        events = Event.objects.filter(weapon=known, cancels=False).exclude(pk__in=left).exclude(document="")
        for text in events.values_list("document", flat=True):
            _put(documents, text)
    return _Keys(documents, holders)


def _take(row: RequestStep, documents: dict[str, str], holders: dict[str, str]) -> None:
    for one in statements_of(row):
        _put(documents, one.document)
        _put(holders, one.consignee)


def _put(into: dict[str, str], text: str) -> None:
    if len(folded(text)) > 2:
        into.setdefault(folded(text), text.strip())


def _same_weapon(case: TracingCase) -> Iterator[CaseLink]:
    """Cases of weapons that an officer says are the same record, or that the checks took for the same weapon."""
    seized = case.seized
    others = SeizedWeapon.objects.exclude(pk=seized.pk).filter(case__isnull=False)
    if seized.registered_as_id is not None:
        for number in others.filter(registered_as=seized.registered_as_id).values_list("case__number", flat=True):
            yield CaseLink(LinkKind.SAME_WEAPON, number, str(seized.registered_as_id))
    seen = _same_as(seized)
    for number in others.filter(pk__in=seen).values_list("case__number", flat=True):
        yield CaseLink(LinkKind.SAME_WEAPON, number, "")
    # The other way round: a later seizure whose check saw this one.
    later = others.filter(pk__gt=seized.pk).select_related("case").order_by("pk")[:MOST_SEIZED]
    for row in later:
        if seized.pk in _same_as(row):
            yield CaseLink(LinkKind.SAME_WEAPON, row.case.number, "")


def _same_as(seized: SeizedWeapon) -> set[int]:
    """Earlier seizures that the checks took for the same weapon; what is only probable may be its neighbour."""
    runs = seized.checks.get("runs", [])
    return {one["seized"] for run in runs for one in run["seen_before"] if one["class"] == Verdict.IDENTIFIED.value}


def _of_answers(case: TracingCase, keys: _Keys) -> Iterator[CaseLink]:
    """Documents and consignees in the answers to other cases, and in their findings."""
    if not (keys.documents or keys.holders):
        return
    rows = RequestStep.objects.filter(step__in=ANSWERS, outgoing__isnull=False).exclude(outgoing__case=case)
    for row in rows.select_related("outgoing__case").order_by("-pk")[:MOST_READ]:
        documents: dict[str, str] = {}
        holders: dict[str, str] = {}
        _take(row, documents, holders)
        if row.outgoing is not None:
            yield from _shared(keys, row.outgoing.case.number, documents, holders)
    found = CaseFinding.objects.filter(kind__in=KINDS_READ).exclude(case=case).select_related("case")
    for one in found.order_by("-pk")[:MOST_READ]:
        document, holder = one.values.get("document", ""), one.values.get("holder", "")
        yield from _shared(keys, one.case.number, {folded(document): document}, {folded(holder): holder})


def _shared(keys: _Keys, number: str, documents: dict[str, str], holders: dict[str, str]) -> Iterator[CaseLink]:
    for name in keys.documents.keys() & documents.keys():
        yield CaseLink(LinkKind.SAME_DOCUMENT, number, keys.documents[name])
    for name in keys.holders.keys() & holders.keys():
        yield CaseLink(LinkKind.SAME_HOLDER, number, keys.holders[name])


def _of_register(case: TracingCase, keys: _Keys) -> Iterator[CaseLink]:
    """Documents and last lawful holders that the own register knows of the weapons of other cases."""
    others = SeizedWeapon.objects.exclude(pk=case.seized_id).filter(case__isnull=False, registered_as__isnull=False)
    texts = sorted(set(keys.documents.values()))[:500]
    if texts:
        same = Q(registered_as__events__document__in=texts, registered_as__events__cancels=False)
        rows = others.filter(same).values_list("case__number", "registered_as__events__document").distinct()
        for number, document in rows:
            yield CaseLink(LinkKind.SAME_DOCUMENT, number, document)
    own = Custody.objects.filter(weapon=case.seized.registered_as_id or 0).exclude(last_lawful=None).first()
    if own is not None:
        alike = others.filter(registered_as__custody__last_lawful=own.last_lawful_id)
        from_name = own.last_lawful.name if own.last_lawful else ""
        for number in alike.values_list("case__number", flat=True):
            yield CaseLink(LinkKind.SAME_HOLDER, number, from_name)


def _serials(case: TracingCase) -> Iterator[CaseLink]:
    """Numbers of one maker that lie close together."""
    maker = case.seized.weapon.maker_code
    own = _serials_of([case.seized.weapon_id, case.seized.registered_as_id])
    if not maker or not own:
        return
    rows = Mark.objects.filter(
        content="serial", weapon__maker_code=maker, weapon__seized_as__case__isnull=False, corrected_by=None
    ).exclude(weapon=case.seized.weapon_id)
    for number, text in rows.order_by("-pk").values_list("weapon__seized_as__case__number", "text")[:MOST_READ]:
        other = serial_of(text)
        near = [step for one in own if other is not None and (step := apart(one, other)) is not None]
        if near:
            yield CaseLink(LinkKind.CLOSE_SERIALS, number, str(min(near)))


def _serials_of(weapons: Iterable[int | None]) -> list[Serial]:
    rows = Mark.objects.filter(weapon__in=[one for one in weapons if one], content="serial", corrected_by=None)
    read = (serial_of(text) for text in rows.values_list("text", flat=True))
    return list({one for one in read if one is not None})
