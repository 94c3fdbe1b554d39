"""Many people at once: an authorisation is never used beyond its quantity, a weapon never twice; large uses work."""

import threading
import time
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from salwa.domain.refusals import Refusal
from salwa.services.custody.present import compute_life
from salwa.services.licences.listing import list_weapons
from salwa.services.licences.using import undo_use, use_licence
from salwa.services.licences.values import UseEntry
from salwa.storage.register.models import Custody, Event, LicenceUse, LicenceWeapon, Weapon
from tests.builders.licences import Office, item_of

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 64


def at_once(acts):
    """Run all acts at the same moment, each in a thread of its own; the codes of refusals and faults, sorted."""
    barrier, lock, told = threading.Barrier(len(acts)), threading.Lock(), []

    def run(act):
        barrier.wait()
        try:
            act()
            code = "done"
        except Refusal as refusal:
            code = refusal.code
        except Exception as fault:  # a deadlock or a lock that was not awaited must show
            code = f"{type(fault).__name__}: {fault}"
        finally:
            connection.close()
        with lock:
            told.append(code)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def some_weapons(count):
    now = timezone.now()
    Weapon.objects.bulk_create(
        [
            Weapon(
                identity=f"{number:032x}", maker_code="taurus", maker_text="Taurus", recorded_at=now, recorded_by_id=1
            )
            for number in range(1, count + 1)
        ],
        batch_size=1_000,
    )
    return list(Weapon.objects.order_by("pk").values_list("pk", flat=True))


def a_use(**rest):
    return UseEntry(uid=str(uuid4()), day=timezone.localdate(), **rest)


def test_sixty_four_uses_at_once_of_forty_pieces_take_exactly_forty():
    office = Office()
    licence = office.granted(quantity=40)
    item = item_of(licence)

    def use():
        use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(pieces={item: 1}))

    assert at_once([use] * THREADS) == ["done"] * 40 + ["more_than_left"] * 24
    assert sum(LicenceUse.objects.values_list("quantity", flat=True)) == 40


def test_sixty_four_lists_and_uses_of_single_weapons_never_exceed_the_item():
    office = Office()
    licence = office.granted(quantity=40)
    item = item_of(licence)

    def act(weapon):
        list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item, weapons=[weapon])
        use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(weapons=(weapon,)))

    acts = [lambda weapon=weapon: act(weapon) for weapon in some_weapons(THREADS)]
    assert at_once(acts) == ["done"] * 40 + ["more_than_licensed"] * 24
    assert (LicenceWeapon.objects.count(), Event.objects.count(), Custody.objects.count()) == (40, 40, 40)


def test_the_same_weapon_leaves_once_however_many_press_the_button():
    office = Office()
    licence = office.granted(quantity=1)
    (weapon,) = some_weapons(1)
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=[weapon])

    def use():
        use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(weapons=(weapon,)))

    assert at_once([use] * THREADS) == ["done"] + ["not_on_the_list"] * 63
    assert Event.objects.count() == 1


def test_ten_thousand_weapons_leave_in_one_use_and_come_back_when_it_is_taken_back():
    office = Office()
    licence = office.granted(quantity=10_000)
    weapons = some_weapons(10_000)
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    begun = time.monotonic()
    done = use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    seconds = time.monotonic() - begun
    assert done.weapons == 10_000
    assert Custody.objects.filter(whereabouts="abroad", version=1).count() == 10_000
    # Generous, for slow machines: docs/explanation/licences.md names what was measured.
    assert seconds < 60
    undo_use(acting_user=office.supervisor, licence_id=licence.pk, step_number=done.step, reason="wrong flight")
    assert Custody.objects.filter(whereabouts="unknown", version=2).count() == 10_000
    last = Weapon.objects.get(pk=weapons[-1])
    assert compute_life(last).state.whereabouts.value == "unknown"
    assert Event.objects.filter(date=date.today()).count() == 20_000
    print(f"10,000 weapons used in {seconds:.1f} s on {connection.vendor}")
