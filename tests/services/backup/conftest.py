"""Installations of their own instead of the test database."""

import base64
import random
from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from salwa.services.accounts.actions import operator
from salwa.services.backup.making import make_backup
from salwa.storage.register.models import Screening
from tests.assurance.many_records import fill
from tests.builders.files import a_file, imported, row
from tests.builders.installations import an_installation

PASSPHRASE = "copper lantern of the north"
SETTINGS = {"profile": "national", "state": "KEN", "secret_key": "kept only when encrypted"}


@pytest.fixture(scope="module")
def databases(django_db_blocker):
    """Databases may be used, none is made."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def source(databases, tmp_path_factory):
    """A small register with everything in it, and a backup of it with and without a passphrase."""
    place = tmp_path_factory.mktemp("source")
    with an_installation(place / "home") as entry:
        fill(300, pictures=7, persons=20, entries=30)
        imported(a_file([row(number, f"IMP{number}77") for number in range(40)]))
        # Text that hardly packs, so that one table spans several chunks.
        text = base64.b64encode(random.Random(5).randbytes(2_000_000)).decode()
        Screening.objects.create(file_name="long.csv", stored_file="", purpose=text, created_at=now(), created_by_id=1)
        files = {}
        for name, passphrase in (("open", None), ("sealed", PASSPHRASE)):
            files[name] = place / f"{name}.backup"
            make_backup(acting_user=operator(), to=files[name], passphrase=passphrase, settings=SETTINGS)
        yield SimpleNamespace(home=place / "home", entry=entry, place=place, **files)
