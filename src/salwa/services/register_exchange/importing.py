"""Taking an exchange file in: batch after batch, each saved whole, every line accounted for.

An interrupted import is given again: lines that are here already are recognised by their identifiers.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from salwa.domain.register_exchange import Fault
from salwa.services.audit.actions import write_entry
from salwa.services.register_exchange.outcomes import Outcomes
from salwa.services.register_exchange.persons import PersonTaker
from salwa.services.register_exchange.pictures import PictureTaker
from salwa.services.register_exchange.reading import ExchangeFile, ReadLine
from salwa.services.register_exchange.saving import Saver
from salwa.services.register_exchange.states import keep_present_states
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Weapon

# Lines of a batch; it ends where a weapon's lines end.
BATCH = 5_000
# A weapon with more lines than this is saved in pieces.
MOST_OF_A_WEAPON = 50_000
Progress = Callable[[int, int], None]


class ExchangeImport:
    """One run over an exchange file."""

    def __init__(self, user: User, file: ExchangeFile, outcomes: Outcomes, pictures: Path | None, persons: PersonTaker):
        self.user, self.file, self.outcomes = user, file, outcomes
        self.saver = Saver(user.pk)
        self.pictures = PictureTaker(pictures, user.pk)
        self.persons = persons
        self.contradictions = 0

    def run(self, progress: Progress | None) -> None:
        """Every line, then the links between holders, parts and weapons."""
        done = 0
        for batch in _batches(self.file.read()):
            with transaction.atomic():
                self._save(batch)
            _die_if_asked("exchange_batch_saved")
            done += len(batch)
            if progress is not None:
                progress(done, self.file.lines)
        with transaction.atomic():
            self._link()

    def _save(self, batch: list[ReadLine]) -> None:
        outcomes = self.outcomes
        outcomes.texts = {one.number: one.text for one in batch}
        good = []
        for one in batch:
            if one.line is None or one.fault is not None:
                outcomes.set_aside(one.number, one.line, one.fault or Fault("not_json", {"fault": ""}))
            else:
                good.append((one.number, one.line))
        self.saver.save([one for one in good if one[1]["kind"] not in {"picture", "person"}], outcomes)
        for number, line in good:
            if line["kind"] == "picture":
                self.pictures.take(number, line, self.saver, outcomes)
            elif line["kind"] == "person":
                self.persons.take(number, line, self.user, outcomes)
        self.contradictions += keep_present_states(self.saver.touched)
        added = outcomes.settle()
        if added.get("added"):
            write_entry(
                acting_user=self.user,
                action="register_exchange.imported",
                object_kind="exchange_file",
                object_id=self.file.sha256,
                details={"first_line": batch[0].number, "last_line": batch[-1].number, **added},
            )

    def _link(self) -> None:
        """What refers forward: the holder one lies under, its successor, the weapon a part sits in."""
        known = self.saver.known
        for model, uid, name, value in self.saver.links:
            if model is Holder:
                target = known.holders.get(value) or _number(Holder, uid=value)
            else:
                target = _number(Weapon, identity=value)
            row = (known.holders if model is Holder else known.parts).get(uid)
            if target and row:
                model.objects.filter(pk=row, **{f"{name}_id": None}).update(**{f"{name}_id": target})


def _number(model: type[Holder] | type[Weapon], **wanted: str) -> int | None:
    return model._default_manager.filter(**wanted).values_list("pk", flat=True).first()


def _batches(lines: Iterator[ReadLine]) -> Iterator[list[ReadLine]]:
    batch: list[ReadLine] = []
    for one in lines:
        begins = one.line is not None and one.line.get("kind") in ("weapon", "holder", "part", "source")
        if batch and ((len(batch) >= BATCH and begins) or len(batch) >= MOST_OF_A_WEAPON):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _die_if_asked(step: str) -> None:
    """The fault hook of the kill tests: SALWA_KILL_AT=step kills this process there, as a power cut would."""
    if os.environ.get("SALWA_KILL_AT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
