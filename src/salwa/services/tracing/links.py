"""Other cases that belong to a case: the same weapon, consignment document, last holder, or numbers close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from salwa.domain.marks.skeleton import skeletons
from salwa.domain.tracing.linking import (
    LinkKind,
    Serial,
    apart,
    case_key,
    neighbours,
    seen_before,
    serial_of,
)
from salwa.domain.tracing.vocabulary import KeyKind
from salwa.services.tracing.link_keys import KINDS_READ, sharing
from salwa.services.tracing.route import ANSWERS, statements_of
from salwa.storage.register.models import CaseFinding, Custody, Event, Mark, RequestStep, SeizedWeapon, TracingCase


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
    key = case_key(text)
    if key:
        into.setdefault(key, text.strip())


def _same_weapon(case: TracingCase) -> Iterator[CaseLink]:
    """Cases of weapons that an officer says are the same record, or that the checks took for the same weapon."""
    seized = case.seized
    others = SeizedWeapon.objects.exclude(pk=seized.pk).filter(case__isnull=False)
    if seized.registered_as_id is not None:
        for number in others.filter(registered_as=seized.registered_as_id).values_list("case__number", flat=True):
            yield CaseLink(LinkKind.SAME_WEAPON, number, str(seized.registered_as_id))
    for number in others.filter(pk__in=seen_before(seized.checks)).values_list("case__number", flat=True):
        yield CaseLink(LinkKind.SAME_WEAPON, number, "")
    # The other way round: a later seizure whose check saw this one.
    for number, _ in sharing(seized.pk, KeyKind.SEEN, [str(seized.pk)]):
        yield CaseLink(LinkKind.SAME_WEAPON, number, "")


def _of_answers(case: TracingCase, keys: _Keys) -> Iterator[CaseLink]:
    """Documents and consignees in the answers to other cases, and in their findings."""
    for kind, link, own in (
        (KeyKind.DOCUMENT, LinkKind.SAME_DOCUMENT, keys.documents), (KeyKind.HOLDER, LinkKind.SAME_HOLDER, keys.holders)
    ):  # fmt: skip
        for number, key in sharing(case.seized_id, kind, own):
            yield CaseLink(link, number, own[key])


def _of_register(case: TracingCase, keys: _Keys) -> Iterator[CaseLink]:
    """Documents and last lawful holders that the own register knows of the weapons of other cases."""
    others = SeizedWeapon.objects.exclude(pk=case.seized_id).filter(case__isnull=False, registered_as__isnull=False)
    texts = sorted(set(keys.documents.values()))
    for start in range(0, len(texts), 400):
        part = texts[start : start + 400]
        same = Q(registered_as__events__document__in=part, registered_as__events__cancels=False)
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
    """Numbers of one maker that lie close together: each neighbour is asked for by its skeleton."""
    maker = case.seized.weapon.maker_code
    own = _serials_of([case.seized.weapon_id, case.seized.registered_as_id])
    if not maker or not own:
        return
    wanted = sorted({key[:120] for one in own for text in neighbours(one) for key in skeletons(text) if key})
    for start in range(0, len(wanted), 400):
        # The index leaves out empty skeletons, and is used only where the question says so as well.
        rows = Mark.objects.filter(
            skeleton__in=wanted[start : start + 400], content="serial", weapon__maker_code=maker,
            weapon__seized_as__case__isnull=False, corrected_by=None,
        ).exclude(weapon=case.seized.weapon_id).exclude(skeleton="")  # fmt: skip
        for number, text, read in rows.order_by("-pk").values_list(
            "weapon__seized_as__case__number", "text", "normalised"
        ):  # fmt: skip
            others = [other for one in (text, read) if (other := serial_of(one)) is not None]
            near = [step for one in own for other in others if (step := apart(one, other)) is not None]
            if near:
                yield CaseLink(LinkKind.CLOSE_SERIALS, number, str(min(near)))


def _serials_of(weapons: Iterable[int | None]) -> list[Serial]:
    """Own numbers, as they were written and as they were read ("S/N" and notes left out)."""
    rows = Mark.objects.filter(weapon__in=[one for one in weapons if one], content="serial", corrected_by=None)
    texts = dict.fromkeys(text for pair in rows.order_by("pk").values_list("text", "normalised") for text in pair)
    return list(dict.fromkeys(one for text in texts if (one := serial_of(text)) is not None))
