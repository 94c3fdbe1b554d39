"""What a batch of lines refers to: numbers of holders, parts, sources, units and weapons by their identifiers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from salwa.services.register_exchange.lines import Line, uid_of_source
from salwa.storage.accounts.models import Organisation
from salwa.storage.register.models import Holder, Import, Part, Weapon


class Known:
    """Looks identifiers up, many at once, and remembers holders, parts, sources and units; weapons only for a batch."""

    def __init__(self) -> None:
        self.holders: dict[str, int] = {}
        self.parts: dict[str, int] = {}
        self.weapons: dict[str, int] = {}
        self.sources = {uid_of_source(row): row.pk for row in Import.objects.all()}
        self._units = dict(Organisation.objects.values_list("name", "pk"))

    def prepare(self, lines: Iterable[Line]) -> None:
        """Look up everything these lines refer to."""
        named: dict[str, set[str]] = {"holder": set(), "part": set(), "weapon": set()}
        for line in lines:
            for kind, fields in REFERENCES.items():
                named[kind].update(line[name] for name in fields if line.get(name))
            if line["kind"] in named:
                named[line["kind"]].add(line["uid"])
        self.weapons = dict(Weapon.objects.filter(identity__in=named["weapon"]).values_list("identity", "pk"))
        for model, wanted, found in ((Holder, named["holder"], self.holders), (Part, named["part"], self.parts)):
            _look_up(model, wanted - found.keys(), found)

    def unit(self, name: str | None) -> int | None:
        """Number of an organisation, made when it is not there yet."""
        if not name:
            return None
        if name not in self._units:
            self._units[name] = Organisation.objects.create(name=name, created_at=timezone.now()).pk
        return self._units[name]


# Kind of what is referred to -> the fields that refer to it.
REFERENCES = {
    "holder": ("giver", "receiver", "parent", "successor"),
    "part": ("part",),
    "weapon": ("weapon", "fitted_in"),
}


def _look_up(model: Any, wanted: set[str], found: dict[str, int]) -> None:
    if wanted:
        rows = model.objects.filter(uid__in=[uuid.UUID(one) for one in wanted]).values_list("uid", "pk")
        found.update((str(uid), number) for uid, number in rows)
