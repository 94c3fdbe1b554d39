"""What must never enter the project: addresses of indexes, paths of one machine, third-party files."""

import re
import subprocess

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_engine


def committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_locks_carry_hashes_and_no_addresses():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert [path.name for path in locks if re.search(r"https?://", path.read_text())] == []
    for path in (ROOT / "requirements").glob("*.txt"):
        assert path.read_text().count("--hash=sha256:") >= path.read_text().count("==")


def test_no_minified_or_vendored_file_is_committed():
    assert [path.name for path in committed() if ".min." in path.name or "vendor" in path.parts] == []


def test_no_path_of_one_machine_is_committed():
    pattern = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|home/[a-z]+)/")
    wrong = [
        path.name
        for path in committed()
        if path.suffix in {".py", ".md", ".sh", ".yaml", ".toml", ".html", ".css", ".js", ""}
        if pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert wrong == []
