"""Disks that are full, read-only or failing are told in plain words, and nothing half is left (target R4)."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys

import pytest

from salwa.services.backup.faults import plain_refusal
from tests.builders.installations import an_installation, bare, salwa

pytestmark = [pytest.mark.usefixtures("databases"), pytest.mark.one_engine]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "x"), "disk_full"),
        (OSError(errno.EDQUOT, "x"), "disk_full"),
        (OSError(errno.EFBIG, "x"), "disk_full"),
        (OSError(errno.EROFS, "x"), "disk_read_only"),
        (OSError(errno.EIO, "x"), "disk_fails"),
        (sqlite3.OperationalError("database or disk is full"), "disk_full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "disk_read_only"),
        (sqlite3.OperationalError("disk I/O error"), "disk_fails"),
    ],
)
def test_every_fault_of_a_disk_has_its_words_and_a_remedy(error, code):
    refusal = plain_refusal(error)
    assert (refusal.code, refusal.remedy is not None) == (code, True)


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "x"), ValueError("the disk is full of words"), KeyError("x")])
def test_other_faults_are_not_taken_for_faults_of_a_disk(error):
    assert plain_refusal(error) is None


def limited(megabytes, *words):
    """A command that may write no file larger than this: what a full disk or a small memory stick does."""
    command = [sys.executable, "-m", "salwa.commands.main", *map(str, words)]

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes * 100_000, megabytes * 100_000))

    return subprocess.run(command, capture_output=True, text=True, check=False, env=bare(), preexec_fn=limit)


def test_a_backup_that_does_not_fit_says_so_and_leaves_nothing(tmp_path):
    with an_installation(tmp_path / "home", "sqlite"):
        (tmp_path / "home" / "media").mkdir()
        (tmp_path / "home" / "media" / "large").write_bytes(os.urandom(2_000_000))
    (tmp_path / "out").mkdir()
    done = limited(10, "backup", tmp_path / "out" / "b.backup", "--home", tmp_path / "home")
    assert (done.returncode, list((tmp_path / "out").iterdir())) == (1, [])
    assert done.stderr.startswith("The disk is full, or the file is too large for it.")


def test_a_restore_that_does_not_fit_says_so_and_leaves_nothing(source, tmp_path):
    done = limited(5, "restore", source.open, "--home", tmp_path / "home")
    assert (done.returncode, (tmp_path / "home").exists()) == (1, False)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("The disk")


def test_a_server_that_is_not_there_is_named(source, tmp_path):
    address = "postgresql://salwa@127.0.0.1:1/nothing"
    done = salwa("restore", source.open, "--home", tmp_path / "home", "--database-url", address)
    assert (done.returncode, (tmp_path / "home").exists()) == (1, False)
    assert done.stderr.startswith("The database cannot be reached:")
