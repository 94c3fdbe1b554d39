"""A second implementation of the trust list's rules (Node, jose) and this one agree on every vector."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.builders.node import ROOT, VECTORS, node
from tests.builders.trust_vectors import judged

pytestmark = pytest.mark.one_engine
VERIFIER = ROOT / "tools" / "verify_trust_list.mjs"
ALL = [json.loads(line) for line in (VECTORS / "trust-lists.jsonl").read_text(encoding="ascii").splitlines()]


def independent(folder: Path) -> tuple[str, int]:
    words = [node(), str(VERIFIER), str(folder)]
    told = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    return told.stdout, told.returncode


def test_this_implementation_says_of_every_vector_what_the_file_says() -> None:
    assert [one["name"] for one in ALL if judged(one) != one["expected"]] == []
    assert (len(ALL), sum(one["expected"] == "taken" for one in ALL)) == (40, 9)


def test_the_independent_one_says_the_same_of_every_vector() -> None:
    assert independent(VECTORS) == ("40 vectors, 0 came out otherwise\n", 0)


def test_control_a_vector_that_says_otherwise_is_noticed(tmp_path: Path) -> None:
    lines = [ALL[0] | {"expected": "trust_form"}, *ALL[1:]]
    (tmp_path / "trust-lists.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="ascii")
    told, code = independent(tmp_path)
    assert (told, code) == (
        f"{ALL[0]['name']}: taken instead of trust_form\n40 vectors, 1 came out otherwise\n",
        1,
    )
