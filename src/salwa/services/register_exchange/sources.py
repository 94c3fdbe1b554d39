"""Files that records of another register were read from: kept as finished imports, rows exactly as they stood."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from salwa.services.imports.tables import Layout
from salwa.services.register_exchange.known import Known
from salwa.services.register_exchange.lines import Line
from salwa.services.register_exchange.rows import at
from salwa.storage.register.models import Import, ImportBatch


def save_source(line: Line, known: Known, user_id: int) -> bool:
    """Record a source file; False when it is here already. The file itself did not come along."""
    if line["uid"] in known.sources:
        return False
    headers = tuple(line.get("headers", ()))
    layout = Layout("exchange", "utf-8", True, ",", True, 1, headers, "", (), (), (), "")
    now = timezone.now()
    row = Import.objects.create(
        file_name=line["file"], stored_file="", sha256=line["sha256"], size=line.get("size", 0),
        layout=layout.as_document(), status="finished", received_at=at(line, "received_at"), received_by_id=user_id,
        started_at=now, finished_at=now,
    )  # fmt: skip
    known.sources[line["uid"]] = row.pk
    return True


def save_source_rows(weapons: Sequence[Line], known: Known) -> None:
    """Keep the rows of these weapons as they stood in their source."""
    rows: dict[int, dict[int, list[str]]] = defaultdict(dict)
    for line in weapons:
        origin = line.get("origin")
        if origin and origin.get("cells"):
            rows[known.sources[origin["source"]]][origin["row"]] = origin["cells"]
    for source, found in rows.items():
        numbers = sorted(found)
        first = numbers[0]
        while ImportBatch.objects.filter(origin_id=source, first_row=first).exists() and numbers:
            # The same row twice (two weapons of one row): the batch that is there has it already.
            numbers = numbers[1:]
            first = numbers[0] if numbers else first
        if not numbers:
            continue
        raw = json.dumps([[number, found[number]] for number in numbers], ensure_ascii=True, separators=(",", ":"))
        ImportBatch.objects.create(
            origin_id=source, first_row=first, last_row=numbers[-1], raw=zlib.compress(raw.encode(), 1),
            outcomes=zlib.compress(b"[]", 1), saved_at=timezone.now(),
        )  # fmt: skip
        Import.objects.filter(pk=source).update(imported=Import.objects.get(pk=source).imported + len(numbers))
