"""Files imported one after another; a file whose import was cut is sent again, or its import is gone on with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.assurance.durable.acks import Acks
from tests.assurance.durable.book import Book, Faults

ROWS, BATCH = 140, 70


class Imports:
    """Step n imports file n, of 140 rows in two batches; each batch is acknowledged too."""

    name = "imports"

    def __init__(self, home: Path) -> None:
        from salwa.services.imports.batches import BatchReader
        from salwa.services.marks.reader import mark_reader
        from tests.builders.people import an_operator

        # Small batches: a life is cut several times in a file and not only between files.
        BatchReader.batches.__defaults__ = (BATCH,)
        self.acks = Acks(home / "acks.imports")
        self._user = an_operator()
        mark_reader()

    @staticmethod
    def content(number: int) -> bytes:
        """File `number`, the same every time."""
        from tests.builders.files import a_file, row

        return a_file([row(f"F{number}-{line}", f"K{number:05d}{line:03d}") for line in range(ROWS)])

    def step(self, number: int) -> None:
        """Go on with the import of file `number` that was begun, else send the file (again)."""
        from salwa.services.imports.actions import map_columns, run_import_now, suggest_mapping, unfinished_import

        content = self.content(number)
        found = unfinished_import(acting_user=self._user, sha256=hashlib.sha256(content).hexdigest())
        if found is None:
            found = self._received(content)
            offer = suggest_mapping(acting_user=self._user, import_id=found)
            map_columns(acting_user=self._user, import_id=found, mapping=offer.mapping)
        run_import_now(acting_user=self._user, import_id=found, progress=lambda done, _: self.acks.write(number, done))

    def _received(self, content: bytes) -> int:
        from io import BytesIO

        from salwa.services.imports.actions import receive_file

        return receive_file(acting_user=self._user, file_name="weapons.csv", stream=BytesIO(content))

    def check(self, first: int, book: Book) -> Faults:
        """Files from `first` on: every row of an acknowledged one is one whole weapon; batches are whole."""
        faults, acked = Faults(), self.acks.last()
        for number in range(first, acked + 3):
            self._check_file(number, acked, book, faults)
        return faults

    def _check_file(self, number: int, acked: int, book: Book, faults: Faults) -> None:
        from salwa.storage.register.models import Import, Weapon

        imports = list(Import.objects.filter(sha256=hashlib.sha256(self.content(number)).hexdigest()))
        weapons = Weapon.objects.filter(origin_import__in=imports)
        told = ROWS if number <= acked else self.acks.parts(number)
        there = weapons.values("reference").distinct().count()
        faults.note("lost", there < told, f"file {number}: {there} of {told} rows")
        faults.note("twice", weapons.count() != there, f"file {number}: {weapons.count()} weapons of {there} rows")
        self._check_rows(number, weapons, faults)
        imported = sum(entry.imported for entry in imports)
        faults.note("partial", imported != weapons.count(), f"file {number}: {imported} counted as imported")
        for entry in imports:
            self._check_log(entry, book, faults)

    @staticmethod
    def _check_rows(number: int, weapons, faults: Faults) -> None:
        from salwa.storage.register.models import Custody, Event, Mark

        for table in (Mark, Event, Custody):
            rows, whole = table.objects.filter(weapon__in=weapons).count(), weapons.count()
            faults.note("partial", rows != whole, f"file {number}: {rows} of {table.__name__} for {whole} weapons")

    @staticmethod
    def _check_log(entry, book: Book, faults: Faults) -> None:
        from salwa.storage.register.models import ImportBatch

        kept = ImportBatch.objects.filter(origin=entry).order_by("first_row")
        last = max((batch.last_row for batch in kept), default=entry.rows_done)
        faults.note("partial", entry.rows_done != last, f"import {entry.pk}: {entry.rows_done} rows done, {last} kept")
        saved, done = (book.objects[f"imports.{what}", str(entry.pk)] for what in ("batch_saved", "finished"))
        faults.note("partial", saved != len(kept), f"import {entry.pk}: {saved} entries for {len(kept)} batches")
        faults.note("partial", done != (entry.status == "finished"), f"import {entry.pk}: {entry.status}, {done}")
