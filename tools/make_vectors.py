"""Writes docs/protocol/vectors anew: keys.json and envelopes.jsonl. The same bytes every time.

Usage: PYTHONPATH=src:. python tools/make_vectors.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.builders.vectors import keys_file, vectors

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "protocol" / "vectors"


def texts() -> dict[str, str]:
    """Name of a file -> its content."""
    lines = (json.dumps(one, ensure_ascii=True, separators=(",", ":")) + "\n" for one in vectors())
    return {"keys.json": json.dumps(keys_file(), indent=1) + "\n", "envelopes.jsonl": "".join(lines)}


def main() -> int:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="ascii", newline="\n")
        sys.stdout.write(f"{name}: {len(text.splitlines())} lines, {len(text)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
