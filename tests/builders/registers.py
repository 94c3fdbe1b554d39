"""A small register in which everything occurs that an exchange file can carry."""

from __future__ import annotations

import io

from django.utils import timezone
from PIL import Image

from salwa.services.accounts.actions import make_operator, operator
from salwa.services.custody.present import keep_present_state
from salwa.services.weapons.actions import add_picture
from salwa.storage.accounts.models import Organisation
from salwa.storage.register.models import Event, Mark, Part, Weapon
from tests.builders.files import a_file, imported, row
from tests.builders.weapons import a_holder, a_mark, a_weapon, an_event


def a_full_register() -> Weapon:
    """Weapons imported and recorded, parts, holders, corrections, pictures; returns the one with the fullest life."""
    make_operator()
    unit = Organisation.objects.create(name="Armoury North", created_at=timezone.now())
    imported(a_file([row(1, "D12345Z"), row(2, "TKB 48813", maker="Taurus", model="PT 92"), row(2, "x", owned="yes")]))
    state = a_holder("Army", "state_unit", unit_id=unit.pk)
    depot = a_holder("Depot A", "depot", parent=state, reference="D-1", country_code="KEN")
    dealer = a_holder("Old Dealer", "dealer", closed_on="2001-02-03")
    dealer.successor = state
    dealer.save()
    person = a_holder("", "person", reference="P-9", person_uid="7d9f1c1e-3c56-4d2a-9b1e-111111111111")
    weapon = a_weapon(
        " ٣٤-56 ", maker_text="زاستافا", maker_code="zastava", maker_confidence=88, year=1984, quantity=0,
        state_owned="yes", frame_material="metal", unit=unit.pk,
    )  # fmt: skip
    wrong = a_mark(
        weapon, "AB?9", component="barrel", content="serial", state="partial", skeleton="AB", normalised="AB?9"
    )
    a_mark(weapon, "AB19", component="barrel", content="serial", corrects=wrong)
    a_mark(weapon, "AB19", component="barrel", content="serial", state="present")
    part = Part.objects.create(component="barrel", essential=False, recorded_at=timezone.now(), recorded_by_id=1)
    Part.objects.filter(pk=part.pk).update(fitted_in=weapon)
    an_event(weapon, "manufactured", "1984-01-01", precision="year")
    moved = an_event(weapon, "transferred", "1990-05-06", giver=dealer, receiver=depot, document="A/CONF.192/15")
    an_event(
        weapon, "transferred", "1991-05-06", giver=dealer, receiver=person, corrects=moved, details={"a": [1, "ب"]}
    )
    an_event(weapon, "issued", "2001-05-06", giver=state, receiver_text="Cpl. X", part=part, note="line\nline")
    an_event(weapon, "destroyed", "2003-01-01")
    an_event(weapon, "issued", None, cancels=True, corrects=Event.objects.get(weapon=weapon, kind="destroyed"))
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    out.seek(0)
    mark = Mark.objects.filter(weapon=weapon).first()
    add_picture(acting_user=operator(), weapon_id=weapon.pk, stream=out, caption="صورة 12-34", mark_id=mark.pk)
    a_weapon("GONE", withdrawn_at=timezone.now())
    for one in Weapon.objects.all():
        if one.events.exists():
            keep_present_state(one.pk)
    return weapon


def emptied() -> None:
    """The register without any record, as after `salwa init`; people and units stay as they are."""
    from django.apps import apps

    from salwa.storage.register.models import Holder, Part

    Part.objects.update(fitted_in=None)
    Holder.objects.update(parent=None, successor=None)
    Event.objects.update(corrects=None, cancels=False)
    Mark.objects.update(corrects=None)
    for name in ("Picture", "Custody", "Event", "Mark", "Part", "Holder", "SearchKey", "SearchSegment"):
        apps.get_model("register", name).objects.all().delete()
    for name in ("SetAsideRow", "ImportBatch", "Weapon", "Import"):
        apps.get_model("register", name).objects.all().delete()
