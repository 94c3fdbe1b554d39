"""The page about the format is true: its own few lines of Python take a backup apart, with nothing of Salwa."""

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile

import pytest

from tests.architecture.tree import ROOT
from tests.services.backup.conftest import PASSPHRASE

pytestmark = pytest.mark.one_engine
PAGE = ROOT / "docs" / "reference" / "backup-format.md"


@pytest.mark.parametrize("which", ["open", "sealed"])
def test_the_script_of_the_page_takes_a_backup_apart(source, which, tmp_path):
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    (tmp_path / "take_apart.py").write_text(script)
    words = [sys.executable, "-I", tmp_path / "take_apart.py", getattr(source, which), PASSPHRASE]
    done = subprocess.run(words, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}
    manifest = json.loads(members["manifest.json"])
    assert (manifest["format"], manifest["version"]) == ("salwa-backup", 1)
    assert list(members)[-1] == "manifest.json"
    assert ("keys/fields.json" in members) == (which == "sealed")
    for table in manifest["tables"]:
        parts = sorted(name for name in members if name.startswith(f"tables/{table['name']}/"))
        lines = b"".join(gzip.decompress(members[name]) for name in parts)
        assert (lines.count(b"\n"), hashlib.sha256(lines).hexdigest()) == (table["rows"], table["sha256"])
        for line in lines.splitlines():
            assert len(json.loads(line)) == len(table["columns"])
    lists = b"".join(gzip.decompress(data) for name, data in members.items() if name.startswith("file-lists/"))
    assert hashlib.sha256(lists).hexdigest() == manifest["files"]["list_sha256"]
    for path, size, digest in map(json.loads, lists.splitlines()):
        content = members[f"files/{path}"]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)


def test_the_head_of_the_page_is_the_head_of_a_file(source):
    head = source.sealed.read_bytes()[:96]
    assert (head[:8], head[8:10], head[10], tuple(head[11:14])) == (b"SALWABAK", b"\0\1", 1, (17, 8, 1))
    assert int.from_bytes(head[16:20], "big") == 1 << 20
    assert head[43:48] == bytes(5)
    assert head[64:] == hashlib.sha256(head[:64]).digest()
