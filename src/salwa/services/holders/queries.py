"""Looking for holders, and a holder's page. Both are sensitive reads and leave an audit entry."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from salwa.domain.holders import asked_words
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import HolderKind
from salwa.services.audit.actions import write_entry
from salwa.services.holders import holdings
from salwa.services.holders.actions import NO_SUCH_HOLDER
from salwa.services.holders.permissions import visible_holders
from salwa.services.holders.persons import person_behind
from salwa.services.holders.values import ChangeShown, HolderLine, HolderList, HolderPage, WeaponList
from salwa.services.holders.words import begins_with, index_forgotten
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import Holder, HolderChange, HolderWord

PAGE = 50
PERSON = HolderKind.PERSON.value
LINE = ("pk", "kind", "name", "reference", "country_code", "closed_on")
MOST_BELOW = 200


def find_holders(
    *, acting_user: User, text: str = "", kind: str = "", closed: bool = False, after: int | None = None,
    count: int = PAGE,
) -> HolderList:  # fmt: skip
    """Holders whose name or reference has words that begin with those of `text`, by name; `after` is a number.

    Names are found in any script, with or without accents, vowel signs and Arabic articles. Persons have no name here:
    they are listed where their kind is asked for, or found by their reference. `closed`: closed ones too.
    """
    visible = visible_holders(acting_user)
    rows = _asked(visible, text, kind, closed)
    # A holder that may not be known of would tell by the page that follows where its name stands.
    start = Holder.objects.filter(visible, pk=after).values_list("name", flat=True).first() if after else None
    if start is not None:
        rows = rows.filter(Q(name__gt=start) | Q(name=start, pk__gt=after))
    with transaction.atomic():
        found = [HolderLine(*row) for row in rows.order_by("name", "pk").values_list(*LINE)[: count + 1]]
        if text.strip() and not found and index_forgotten():
            found = [HolderLine(*row) for row in rows.all().order_by("name", "pk").values_list(*LINE)[: count + 1]]
        write_entry(
            acting_user=acting_user,
            action="holders.found",
            object_kind="holder",
            details={"kind": kind, "words": len(asked_words(text)), "found": min(len(found), count)},
        )
    return HolderList(tuple(found[:count]), found[count - 1].number if len(found) > count else None)


def pick_holders(*, acting_user: User, text: str, count: int = 20) -> list[HolderLine]:
    """Open holders for a form in which one is chosen: by their words, or by their number as typed."""
    rows = _asked(visible_holders(acting_user), text, "", closed=False)
    if text.strip().isdecimal():
        rows = rows.union(Holder.objects.filter(visible_holders(acting_user), pk=int(text.strip()[:18])))
    return [HolderLine(*row) for row in rows.order_by("name", "pk").values_list(*LINE)[:count]]


def _asked(visible: Q, text: str, kind: str, closed: bool) -> QuerySet[Holder]:
    rows = Holder.objects.filter(visible)
    if kind:
        rows = rows.filter(kind=kind)
    elif not text.strip():
        rows = rows.exclude(kind=PERSON)
    if not closed:
        rows = rows.filter(closed_on=None)
    for word in asked_words(text):
        rows = rows.filter(pk__in=HolderWord.objects.filter(begins_with("word", word)).values("holder"))
    return rows


def open_holder(*, acting_user: User, holder_id: int) -> HolderPage:
    """A holder's page. In order: permit, read, audit. Raises `NotPermitted` and `NotFound`."""
    with transaction.atomic():
        holder = visible_holder(acting_user, holder_id)
        page = _page(holder)
        write_entry(acting_user=acting_user, action="holders.opened", object_kind="holder", object_id=holder.pk)
    return page


def open_personal_data(*, acting_user: User, holder_id: int, purpose: str) -> dict[str, str]:
    """What is known of the person behind a holder; recorded with the purpose. Raises as `person_behind`."""
    holder = visible_holder(acting_user, holder_id)
    return person_behind(acting_user=acting_user, holder=holder, purpose=purpose)


def weapons_held(*, acting_user: User, holder_id: int, after: int | None = None, count: int = PAGE) -> WeaponList:
    """One page of the weapons a holder has now, newest number first; recorded, and taken from the day's allowance."""
    return holdings.held_now(acting_user, visible_holder(acting_user, holder_id).pk, after, count)


def past_of_holder(*, acting_user: User, holder_id: int, before: int | None = None) -> WeaponList:
    """One page of the entries that name a holder, the last recorded first."""
    return holdings.past_of(acting_user, visible_holder(acting_user, holder_id).pk, before)


def visible_holder(acting_user: User, holder_id: int) -> Holder:
    """The holder, if this person may know of it. Raises `NotPermitted` and `NotFound`."""
    rows = Holder.objects.filter(visible_holders(acting_user)).select_related("parent", "successor")
    holder = rows.filter(pk=holder_id).first()
    if holder is None:
        raise NotFound("no_such_holder", Sentence(NO_SUCH_HOLDER))
    return holder


def unit_choices(*, acting_user: User) -> list[tuple[int, str]]:
    """Organisations that a holder can belong to, by name."""
    visible_holders(acting_user)
    return list(Organisation.objects.order_by("name").values_list("pk", "name"))


def lines_of(numbers: Iterable[int]) -> dict[int, HolderLine]:
    """Number -> line of these holders, for pages of other capabilities that have permitted themselves."""
    rows = Holder.objects.filter(pk__in=list(numbers)).values_list(*LINE)
    return {line.number: line for line in (HolderLine(*row) for row in rows)}


def _page(holder: Holder) -> HolderPage:
    below = Holder.objects.filter(parent=holder).order_by("name", "pk").values_list(*LINE)[:MOST_BELOW]
    before = Holder.objects.filter(successor=holder).order_by("closed_on", "pk").values_list(*LINE)[:MOST_BELOW]
    unit = Organisation.objects.filter(pk=holder.unit_id or 0).values_list("name", flat=True).first()
    return HolderPage(
        line=_line(holder),
        address=holder.address,
        unit=unit or "",
        opened_on=holder.opened_on,
        parent=_line(holder.parent) if holder.parent else None,
        below=tuple(HolderLine(*row) for row in below),
        successor=_line(holder.successor) if holder.successor else None,
        predecessors=tuple(HolderLine(*row) for row in before),
        is_person=holder.kind == PERSON,
        sealed=holder.person_uid is not None,
        holds=holdings.count_held(holder.pk),
        changes=tuple(_changes(holder)),
        recorded_at=holder.recorded_at,
        recorded_by=_name_of_person(holder.recorded_by_id),
    )


def _line(holder: Holder) -> HolderLine:
    return HolderLine(*(getattr(holder, name) for name in LINE))


def _changes(holder: Holder) -> list[ChangeShown]:
    rows = list(HolderChange.objects.filter(holder=holder).order_by("-pk")[:MOST_BELOW])
    names = {number: _name_of_person(number) for number in {row.changed_by_id for row in rows}}
    return [
        ChangeShown(
            row.field, _told(row.field, row.before), _told(row.field, row.after), row.reason, row.changed_at,
            names[row.changed_by_id],
        )
        for row in rows
    ]  # fmt: skip


def _told(field: str, text: str) -> str:
    """An old or new value as a reader knows it: names instead of numbers and codes."""
    if field == "country_code" and text:
        return name_of("country", text)
    if field in {"parent", "successor"} and text:
        line = lines_of([int(text)]).get(int(text))
        return line.name if line and line.name else text
    if field == "unit" and text:
        return Organisation.objects.filter(pk=int(text)).values_list("name", flat=True).first() or text
    return text


def _name_of_person(number: int) -> str:
    person = User.objects.filter(pk=number).first()
    return str(person) if person else ""
