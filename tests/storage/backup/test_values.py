"""Every kind of column survives the way through a line, on the engine under test and from one to the other."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from salwa.storage.backup.databases import Database, default_entry, snapshot
from salwa.storage.backup.filling import insert
from salwa.storage.backup.lines import parts_of
from salwa.storage.backup.shapes import shapes_of
from tests.builders.installations import ENGINES, an_empty_database, at_home

pytestmark = pytest.mark.usefixtures("unblocked")


class Everything(models.Model):
    """One column of each kind."""

    number = models.BigIntegerField(null=True)
    yes = models.BooleanField(null=True)
    share = models.FloatField(null=True)
    money = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    text = models.TextField(null=True)
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    lasting = models.DurationField(null=True)
    name = models.UUIDField(null=True)
    blob = models.BinaryField(null=True)
    told = models.JSONField(null=True)

    class Meta:
        app_label = "of_this_test"
        # A registry of its own: no other test sees this table.
        apps = Apps()


ROWS = [
    {},
    {
        "number": -(2**63), "yes": False, "share": 0.1 + 0.2, "money": Decimal("-0.10"), "text": "",
        "at": "2026-02-03T04:05:06Z", "day": date(1, 1, 1), "lasting": timedelta(microseconds=-1),
        "name": uuid.UUID(int=0), "blob": b"", "told": {},
    },
    {
        "number": 2**63 - 1, "yes": True, "share": 1e300, "money": Decimal("9999999999.99"),
        "text": "\u202eمسدس\n\t\u0001\u2028\U0001f52b\\u0000 \"q\"", "at": "2026-02-03T04:05:06.000001Z",
        "day": date(9999, 12, 31), "lasting": timedelta(days=999_999, microseconds=1),
        "name": uuid.UUID(int=2**128 - 1),
        "blob": bytes(range(256)), "told": [None, 1, 1.5, 1e20, -0.0, {"ب": "\u2028", "a": "\\"}],
    },
    {"told": None, "share": 0.0, "at": "1901-12-13T20:45:52.5Z", "text": "x" * 5_000_000},
    {"told": "null", "text": "after a long line"},
]  # fmt: skip


@pytest.fixture(scope="module")
def unblocked(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("other", ENGINES)
@pytest.mark.parametrize("one", ENGINES)
def test_every_kind_survives_from_engine_to_engine(tmp_path, one, other):
    (shape,) = shapes_of([Everything])
    with at_home(tmp_path / "home", _address(tmp_path, one)):
        with connection.schema_editor() as editor:
            editor.create_model(Everything)
        for row in ROWS:
            Everything.objects.create(**row)
        written = list(Everything.objects.order_by("pk").values())
        with snapshot(default_entry()) as source:
            parts = list(parts_of(source, shape))
    assert sum(part.rows for part in parts) == len(ROWS)
    assert len(parts) == 2
    with at_home(tmp_path / "again", _address(tmp_path, other)):
        with connection.schema_editor() as editor:
            editor.create_model(Everything)
        target = Database(default_entry(), read_only=False)
        for part in parts:
            insert(target, shape, part.data)
        target.close()
        with snapshot(default_entry()) as again:
            assert [part.data for part in parts_of(again, shape)] == [part.data for part in parts]
        assert list(Everything.objects.order_by("pk").values()) == written


def _address(place, engine):
    return an_empty_database(place, engine) or f"sqlite://{place}/{uuid.uuid4().hex}.sqlite3"


def test_control_a_row_in_another_shape_is_refused(tmp_path):
    (shape,) = shapes_of([Everything])
    with at_home(tmp_path / "home", _address(tmp_path, "sqlite")):
        with connection.schema_editor() as editor:
            editor.create_model(Everything)
        target = Database(default_entry(), read_only=False)
        with pytest.raises(ValueError, match="has 2 values"):
            insert(target, shape, b"[1,2]\n")
        target.close()
