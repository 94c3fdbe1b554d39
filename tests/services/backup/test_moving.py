"""A register changes its engine with proof, and the old database takes no more changes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import Error

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.actions import operator, present_code, set_up_second_factor
from salwa.services.audit.verifying import verify_log
from salwa.services.backup.faults import plain_refusal
from salwa.services.backup.moving import move_register
from salwa.services.search.upkeep import index_status
from salwa.services.weapons.queries import open_weapon
from salwa.settings.databases import database_entry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.backup.databases import default_database
from salwa.storage.register.models import Mark, Weapon
from tests.assurance.many_records import fill
from tests.builders.installations import ENGINES, an_empty_database, an_installation
from tests.builders.people import a_person

pytestmark = pytest.mark.usefixtures("databases")
WAYS = [(one, other) for one in ENGINES for other in ENGINES]


def a_target(place, engine):
    """Entry of an empty database; SQLite in a file of another name, so that SQLite can also move to SQLite."""
    address = an_empty_database(place, engine) or f"sqlite://{place}/other.sqlite3"
    return database_entry(address, place)


@pytest.mark.parametrize(("one", "other"), WAYS)
def test_moved_both_ways_every_table_is_equal_and_the_register_works(tmp_path, one, other):
    with an_installation(tmp_path / "home", one):
        fill(120, pictures=3, persons=10, entries=5)
        officer = a_person(Role.AUDITOR)
        secret = set_up_second_factor(officer)
        target, switched = a_target(tmp_path, other), []
        done = move_register(acting_user=operator(), to=target, switch=lambda: switched.append(True))
        assert all(line.equal() for line in done.tables)
        assert {line.table: line.rows_after for line in done.tables}["register_mark"] == 160
        assert switched == [True]
        with default_database(target):
            assert AuditEntry.objects.order_by("-id").first().action == "backup.moved"
            assert verify_log().damage is None
            factor = TOTP(Authenticator.objects.get(user_id=officer.pk))
            assert factor.instance.data["secret"].startswith("sealed:")
            assert factor.validate_code(present_code(secret))
            assert index_status(thorough=True).marks == Mark.objects.exclude(skeleton="").count()
            assert open_weapon(acting_user=operator(), weapon_id=3).number == 3
            again = Weapon.objects.create(identity="e" * 32, recorded_at="2026-01-01T00:00Z", recorded_by_id=1)
            assert again.pk == 121


@pytest.mark.parametrize("engine", [one for one in ENGINES if one == "postgresql"] or ENGINES)
def test_the_old_database_refuses_every_change_afterwards(tmp_path, engine):
    with an_installation(tmp_path / "home", engine) as old:
        fill(10)
        move_register(acting_user=operator(), to=a_target(tmp_path, "sqlite"), switch=lambda: None)
        if engine == "sqlite":
            (aside,) = [path for path in (tmp_path / "home").glob("salwa.sqlite3.moved-*") if path.suffix != ".x"]
            assert not (tmp_path / "home" / "salwa.sqlite3").exists()
            old = {**old, "NAME": str(aside)}
        with default_database(old):
            assert Weapon.objects.count() == 10
            with pytest.raises(Error) as refused:
                open_weapon(acting_user=operator(), weapon_id=3)
    assert plain_refusal(refused.value).code == "moved_away"


@pytest.mark.parametrize(("one", "other"), WAYS)
def test_a_move_that_fails_before_the_switch_leaves_the_old_one_in_force(tmp_path, one, other):
    class Failed(Exception):
        pass

    def fails():
        raise Failed

    with an_installation(tmp_path / "home", one):
        fill(10)
        target = a_target(tmp_path, other)
        with pytest.raises(Failed):
            move_register(acting_user=operator(), to=target, switch=fails)
        assert open_weapon(acting_user=operator(), weapon_id=3).number == 3
        assert verify_log().damage is None


def test_a_target_with_rows_is_refused_and_left_alone(tmp_path):
    with an_installation(tmp_path / "home"):
        fill(3)
        home = tmp_path / "other"
        with an_installation(home) as other:
            fill(5)
        with pytest.raises(Refusal) as refused:
            move_register(acting_user=operator(), to=other, switch=lambda: None)
        assert refused.value.code == "target_not_empty"
        with default_database(other):
            assert Weapon.objects.count() == 5


def test_only_the_command_line_moves_and_never_onto_itself(tmp_path):
    with an_installation(tmp_path / "home") as entry:
        with pytest.raises(NotPermitted):
            move_register(acting_user=a_person(Role.ADMINISTRATOR), to=entry, switch=lambda: None)
        with pytest.raises(Refusal) as refused:
            move_register(acting_user=operator(), to=entry, switch=lambda: None)
        assert refused.value.code == "same_database"
