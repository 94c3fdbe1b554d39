"""Names of holders as shown, and holders found by what somebody typed. Names of persons stay sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from salwa.domain.languages import Sentence, message
from salwa.domain.weapons import HolderKind
from salwa.services.custody.permissions import check_may_record_entries
from salwa.services.holders.permissions import visible_holders
from salwa.services.languages import spoken
from salwa.storage.accounts.models import User
from salwa.storage.prepared import Among, Prepared
from salwa.storage.register.models import Holder

PERSON = message("Person, holder {number}")
NAMELESS = message("Holder {number}")
# Suggestions for one box; more would have to be read instead of recognised.
MOST = 8
SHORTEST = 2
_HOLDERS = Prepared(
    lambda: Holder.objects.filter(pk__in=Among("numbers")).values_list("pk", "kind", "name", "reference", "closed_on")
)


@dataclass(frozen=True, slots=True)
class HolderShown:
    """A holder as shown: `name` is never empty, of persons it only says that it is one."""

    number: int
    kind: str
    name: str
    reference: str
    closed: bool = False

    @property
    def label(self) -> str:
        """Name and reference in one line: what is chosen in a form."""
        return f"{self.name} · {self.reference}" if self.reference else self.name


def holders_shown(numbers: Iterable[int | None]) -> dict[int, HolderShown]:
    """The holders with these numbers."""
    wanted = {number for number in numbers if number is not None}
    return {row[0]: _of_columns(*row) for row in _HOLDERS.rows(numbers=list(wanted))}


def find_holders(*, acting_user: User, text: str) -> list[HolderShown]:
    """Up to eight holders whose name begins with or holds the text, or whose reference it is; open ones first.

    Only holders that `acting_user` may know of; persons are found by their reference only. Raises `NotPermitted`.
    """
    check_may_record_entries(acting_user)
    typed = _plain(text)
    if len(typed) < SHORTEST:
        return []
    named = Q(name__icontains=typed) | Q(reference__iexact=typed)
    rows = sorted(
        Holder.objects.filter(visible_holders(acting_user)).filter(named).order_by("name")[: 10 * MOST],
        key=lambda row: (row.closed_on is not None, not row.name.casefold().startswith(typed.casefold()), row.name),
    )
    return [_shown(row) for row in rows[:MOST]]


def holders_meant(*, acting_user: User, text: str) -> list[HolderShown]:
    """Holders that a typed text can only mean: same name, reference or label; more than one are for a person to tell.

    Only holders that `acting_user` may know of. None: the text is kept as it is. Raises `NotPermitted`.
    """
    check_may_record_entries(acting_user)
    typed = _plain(text)
    if not typed:
        return []
    name, _, reference = (part.strip() for part in typed.partition("·"))
    named = Q(name__iexact=typed) | Q(reference__iexact=typed)
    if reference:
        named |= Q(name__iexact=name, reference__iexact=reference)
    rows = Holder.objects.filter(visible_holders(acting_user)).filter(named)
    found = [_shown(row) for row in rows.order_by("pk")[: MOST + 1]]
    return [one for one in found if one.label == typed] or found[:MOST]


def _plain(text: str) -> str:
    """Without blanks around, and without what no database keeps."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()[:300]


def _shown(row: Holder) -> HolderShown:
    return _of_columns(row.pk, row.kind, row.name, row.reference, row.closed_on)


def _of_columns(number: int, kind: str, name: str, reference: str, closed_on: date | None) -> HolderShown:
    nameless = PERSON if kind == HolderKind.PERSON.value else NAMELESS
    named = name or spoken(Sentence(nameless, {"number": number}))
    return HolderShown(number, kind, named, reference, closed_on is not None)
