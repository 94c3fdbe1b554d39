"""What became of every line of an exchange file: added, known already, or set aside with the reason."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

from salwa.domain.register_exchange import Fault

Line = dict[str, Any]


class Outcomes:
    """Counts outcomes by kind and writes lines that were set aside to a file of their own, each with its reason."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.part")
        self.counts: Counter[str] = Counter()
        self.by_kind: dict[str, Counter[str]] = {}
        self.reasons: Counter[str] = Counter()
        self.texts: dict[int, str] = {}
        self._pending: list[dict[str, Any]] = []
        self._noted: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> Outcomes:
        self._file = os.fdopen(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()
        if kind is None and self.reasons:
            self.part.replace(self.path)
        else:
            self.part.unlink(missing_ok=True)

    def note(self, number: int, line: Line, outcome: str) -> None:
        """A line was `added` or is `known`."""
        self._noted[outcome, line["kind"]] += 1

    def set_aside(self, number: int, line: Line | None, fault: Fault) -> None:
        """A line stays out."""
        kind = str((line or {}).get("kind", ""))[:40]
        self._noted["set_aside", kind] += 1
        self._pending.append(
            {
                "line": number,
                "reason": fault.reason,
                "what": fault.what.english(),
                "to_do": fault.to_do.english(),
                "text": self.texts.get(number, ""),
            }
        )

    def settle(self) -> dict[str, int]:
        """The batch is saved: what was noted since the last call counts now. Returns it by outcome."""
        found: Counter[str] = Counter()
        for (outcome, kind), count in self._noted.items():
            self.by_kind.setdefault(kind, Counter())[outcome] += count
            found[outcome] += count
        self.counts += found
        for one in sorted(self._pending, key=lambda entry: entry["line"]):
            self.reasons[one["reason"]] += 1
            self._file.write(json.dumps(one, ensure_ascii=False) + "\n")
        self._pending, self._noted = [], Counter()
        return dict(found)
