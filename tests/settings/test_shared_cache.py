"""The memory that all processes share: of many that add the same key one succeeds; for the owner only."""

import multiprocessing
import stat
import time

import pytest
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from salwa.domain.backup import is_left_out
from salwa.settings.shared_cache import SharedCache

pytestmark = pytest.mark.one_engine
ROUNDS, PROCESSES = 40, 4


class Dawdling:
    """Waits between looking for a key and writing it, so that the others surely look in between."""

    def has_key(self, key, version=None):
        found = super().has_key(key, version)
        time.sleep(0.005)
        return found


class DawdlingShared(Dawdling, SharedCache):
    """Ours, under the same waiting."""


class DawdlingDjango(Dawdling, FileBasedCache):
    """Django's, under the same waiting."""


def winners(place, kind):
    """How often several processes at once all believed to be the first to add a key."""
    context = multiprocessing.get_context("fork")
    start, found = context.Barrier(PROCESSES), context.Queue()

    def work():
        cache = kind(str(place), {})
        won = []
        for number in range(ROUNDS):
            start.wait(30)
            won.append(cache.add(f"code-{number}", True, 60))
        found.put(won)

    workers = [context.Process(target=work) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    lists = [found.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    return [sum(round_) for round_ in zip(*lists, strict=True)]


def test_of_several_processes_one_adds_a_key(tmp_path):
    assert set(winners(tmp_path / "memory", DawdlingShared)) == {1}


def test_control_the_memory_of_django_lets_several_in(tmp_path):
    assert max(winners(tmp_path / "memory", DawdlingDjango)) > 1


def test_it_is_for_its_owner_only_and_no_backup_takes_it_along(tmp_path):
    SharedCache(str(tmp_path / "memory"), {}).set("x", 1)
    assert stat.S_IMODE((tmp_path / "memory").stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (tmp_path / "memory").glob("*.djcache"))
    place = settings.CACHES["default"]
    assert place["BACKEND"] == "salwa.settings.shared_cache.SharedCache"
    assert is_left_out(str(place["LOCATION"].relative_to(settings.HOME)))
