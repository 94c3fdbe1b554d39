"""Unsafe database settings are refused (assurance target R3)."""

import pytest
from django.db import connection

from salwa.domain.refusals import Refusal
from salwa.services.installation import safety
from salwa.services.installation.safety import check_database_is_safe


@pytest.mark.django_db(transaction=True)
def test_the_settings_we_ship_are_safe():
    check_database_is_safe()


UNSAFE = {
    "sqlite": [
        ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL", "synchronous"),
        ("PRAGMA synchronous=OFF", "PRAGMA synchronous=FULL", "synchronous"),
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON", "foreign_keys"),
        ("PRAGMA journal_mode=DELETE", "PRAGMA journal_mode=WAL", "journal_mode"),
    ],
    "postgresql": [("SET synchronous_commit=off", "SET synchronous_commit=on", "synchronous_commit")],
}


@pytest.mark.django_db(transaction=True)
def test_each_unsafe_setting_is_refused_by_name():
    for break_it, mend_it, name in UNSAFE[connection.vendor]:
        with connection.cursor() as cursor:
            cursor.execute(break_it)
        try:
            with pytest.raises(Refusal) as refusal:
                check_database_is_safe()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(mend_it)
        assert refusal.value.code == "unsafe_database"
        assert refusal.value.sentence.values["setting"] == name
        assert refusal.value.remedy is not None


@pytest.mark.django_db(transaction=True)
def test_control_a_check_that_was_left_out_lets_an_unsafe_setting_pass(monkeypatch):
    break_it, mend_it, name = UNSAFE[connection.vendor][0]
    table = f"{connection.vendor.upper()}_SAFE"
    left = {one: allowed for one, allowed in getattr(safety, table).items() if one != name}
    monkeypatch.setattr(safety, table, left)
    with connection.cursor() as cursor:
        cursor.execute(break_it)
    try:
        check_database_is_safe()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(mend_it)
