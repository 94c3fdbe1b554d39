"""Seizures of an invented police force, recorded as an officer would."""

from datetime import date

from salwa.domain.tracing import Circumstance, IllicitLimb, LegalGround, Offence, PlaceKind
from salwa.services.seizures.recording import record_incident
from salwa.services.seizures.values import ClassificationEntry, IncidentEntry
from salwa.services.tracing.cases import open_case
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import SeizedWeapon, TracingCase

TRAFFICKED = ClassificationEntry(
    Circumstance.SEIZED, LegalGround.TRAFFICKING, PlaceKind.LAND_BORDER, (Offence.FIREARMS_TRAFFICKING,),
    {IllicitLimb.UNDER_NATIONAL_LAW: "Arms Act, section 4"},
)  # fmt: skip


def a_serial(text, state="present", component="frame"):
    """A serial number as read."""
    return MarkEntry(component, "manufacture", "serial", text, state)


def a_pistol(serial="TAB48213", **fields):
    """A Taurus with one number, or none."""
    marks = (a_serial(serial),) if serial else (a_serial("", "erased"),)
    return WeaponEntry(
        **{"maker": "Taurus", "model": "PT 92", "calibre": "9 mm", "type": "pistol", **fields}, marks=marks
    )


def an_entry(*weapons, **fields):
    """An incident at the border with these weapons."""
    told = {
        "classification": TRAFFICKED, "day": date(2026, 3, 14), "place": "Zenda bridge", "reference": "ZB 14/26",
        "kept_by": "Police of Zenda", "evidence": "E-77", "circumstances": "Under the spare wheel of a lorry.",
    }  # fmt: skip
    return IncidentEntry(weapons=weapons or (a_pistol(),), **{**told, **fields})


def a_seizure(officer, *weapons, **fields):
    """The weapons of a recorded incident."""
    number = record_incident(acting_user=officer, entry=an_entry(*weapons, **fields))
    return list(SeizedWeapon.objects.filter(incident=number).order_by("position"))


def a_registered(clerk, serial="TAB48213", **fields):
    """Number of a weapon that the own register knows."""
    return record_weapon(acting_user=clerk, entry=a_pistol(serial, **fields))


def a_case(officer, *weapons, **fields):
    """A tracing case of a new seizure."""
    seized = a_seizure(officer, *weapons, **fields)[0]
    return TracingCase.objects.get(number=open_case(acting_user=officer, seized=seized.pk))
