"""A real backup put back: messages, keys and evidence are in it, and partners are told of the new epoch (F2)."""

import json

import pytest

from salwa.domain.exchange import Way
from salwa.services.accounts.actions import operator
from salwa.services.backup.making import make_backup
from salwa.services.backup.restoring import restore_backup
from salwa.services.backup.verifying import verify_backup
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.queries import identity
from salwa.storage.exchange.models import InboxMessage, Node, OutboxMessage, RecordedTest
from tests.builders.exchange import Partner
from tests.builders.installations import ENGINES, an_empty_database, an_installation, at_home

PASSPHRASE = "copper lantern of the north"
SETTINGS = {"profile": "national", "state": "KEN", "secret_key": "kept only when encrypted"}


@pytest.fixture
def databases(django_db_blocker):
    """Databases may be used, none is made."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_lost_between_backup_and_restore_comes_again_and_nothing_twice(databases, tmp_path, engine):
    file = tmp_path / "register.backup"
    with an_installation(tmp_path / "one"):
        partner = Partner()
        before, after = partner.sealed(), partner.sealed()
        receive(before, way=Way.HTTPS)
        us = identity()
        make_backup(acting_user=operator(), to=file, passphrase=PASSPHRASE, settings=SETTINGS)
        receive(after, way=Way.HTTPS)
        assert RecordedTest.objects.count() == 2
    home = tmp_path / "two"
    with at_home(home, an_empty_database(home, engine)):
        verified = verify_backup(file=file, passphrase=PASSPHRASE)
        restore_backup(verified=verified, passphrase=PASSPHRASE, put_in_force=lambda: None)
        assert identity().fingerprint == us.fingerprint
        assert (InboxMessage.objects.count(), Node.objects.get().epoch) == (1, 2)
        told = [json.loads(partner.opened(bytes(one.sealed)).payload) for one in OutboxMessage.objects.all()]
        assert [(one["kind"], one["epoch"]) for one in told] == [("exchange.epoch", 2)]
        for sealed in (before, after, before, after):
            receive(sealed, way=Way.FILE)
        assert (RecordedTest.objects.count(), InboxMessage.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_control_an_inbox_that_forgets_what_it_took_gives_a_replay_a_second_effect():
    sealed = Partner().sealed()
    receive(sealed, way=Way.HTTPS)
    receive(sealed, way=Way.FILE)
    assert RecordedTest.objects.count() == 1
    InboxMessage.objects.update(uid="3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10")
    receive(sealed, way=Way.FILE)
    assert RecordedTest.objects.count() == 2
