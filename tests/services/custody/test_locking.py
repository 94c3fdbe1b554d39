"""Whoever holds a weapon's lock does not keep those waiting who only add something beside it."""

import io
import threading

import pytest
from django.db import connection, transaction
from PIL import Image

from salwa.domain.accounts import Role
from salwa.services.custody.actions import locked_weapon
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.values import WeaponEntry
from tests.builders.people import a_person


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway")
def test_a_picture_is_saved_while_another_holds_the_weapons_lock():
    clerk = a_person(Role.REGISTRAR)
    weapon = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG")
    out.seek(0)

    def add():
        try:
            add_picture(acting_user=clerk, weapon_id=weapon, stream=out)
        finally:
            connection.close()

    # Its reference to the weapon is checked at the commit, when it holds the audit log's lock: waiting there for the
    # weapon, while the weapon's holder waits for the log, would be a deadlock.
    thread = threading.Thread(target=add)
    with transaction.atomic():
        locked_weapon(weapon)
        thread.start()
        thread.join(timeout=20)
        waited = thread.is_alive()
    thread.join()
    assert not waited
