"""Recording a seizure, find or surrender with its weapons, and classifying it anew. Nothing is overwritten."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import save_entry
from salwa.services.custody.checks import FUTURE, RECORD_WHEN_DONE
from salwa.services.custody.values import LifeEntry
from salwa.services.marks.reader import mark_reader
from salwa.services.seizures.checks import entry_of, run_checks, run_checks_of_one
from salwa.services.seizures.permissions import RECORD, check_may_record_seizures, incident_with, seized_with
from salwa.services.seizures.values import ClassificationEntry, IncidentEntry
from salwa.services.tracing.link_keys import keep_keys_of_checks
from salwa.services.weapons.actions import check_weapon_entry, save_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Classification, Incident, Mark, SeizedWeapon, Weapon

NO_WEAPON = message("A seizure has at least one weapon.")
ADD_WEAPON = message("Write down what you can read on one weapon; leave the rest empty.")
TOO_MANY = message("One seizure has at most {most} weapons here.")
SPLIT = message("Record the others as a second seizure with the same reference.")
NO_PLACE = message("The seizure has neither a place nor a day nor a reference.")
SAY_WHERE = message("Say where it was, when it was, or under which number it is kept.")
OTHER_UID = message("Another seizure was recorded under the identifier {uid}.")
NEW_UID = message("Open the form again and record it anew.")
NO_REASON = message("A seizure is classified anew for a reason.")
SAY_REASON = message("Say in a few words why it is counted differently now.")
NOTHING_NEW = message("The seizure is classified like this already.")
CHANGE_SOMETHING = message("Change something, or leave it as it is.")
CHECKED = message("The look-up was done already; its result stays as it was.")
SEE_RESULT = message("Look at the result on the page of the seizure.")
PURPOSE = "seizure {reference}"
MOST_WEAPONS = 40
# Identifiers of the entries that a seizure leaves in the lives of weapons are made of its own.
SPACE = uuid.UUID("5c5f28be-5c3a-4a7e-9d0e-0a6c8c6f7d11")


def record_incident(*, acting_user: User, entry: IncidentEntry) -> int:
    """Record an incident with all its weapons; returns its number. The same `uid` again changes nothing.

    In order: permit, check, run the checks, then in one transaction: incident, first classification, and for each
    weapon its record with marks, the entry in its life and what the checks found, audit. Raises `NotPermitted`,
    `Refusal` (`no_weapon`, `too_many_weapons`, `no_place`, `nothing_known`, `mark_without_text`, `in_the_future`) and
    `Conflict` (`uid_of_another`) without saving anything.
    """
    check_may_record_seizures(acting_user)
    known = _known(acting_user, entry)
    if known is not None:
        return known
    _check(entry)
    purpose = PURPOSE.format(reference=entry.reference.strip() or str(entry.uid))
    runs = run_checks(acting_user, entry.weapons, purpose)
    try:
        with transaction.atomic():
            return _save(acting_user, entry, runs)
    except IntegrityError:
        # Somebody (a phone that sent twice) recorded it between our look and our saving.
        known = _known(acting_user, entry)
        if known is None:
            raise
        return known


def _save(user: User, entry: IncidentEntry, runs: list[dict[str, Any]]) -> int:
    now = timezone.now()
    incident = Incident.objects.create(
        uid=entry.uid,
        recorded_at=now,
        recorded_by_id=user.pk,
        unit_id=unit_for_new_records(user, RECORD),
        **_facts(entry),
    )
    _save_classification(user, incident, 1, entry.classification, "")
    for position, (one, run) in enumerate(zip(entry.weapons, runs, strict=True), start=1):
        _save_seized(user, incident, position, (entry, one), run)
    write_entry(
        acting_user=user, action="seizures.recorded", object_kind="incident", object_id=incident.pk,
        details={"weapons": len(entry.weapons), "circumstance": entry.classification.circumstance.value},
    )  # fmt: skip
    return incident.pk


def _save_seized(
    user: User, incident: Incident, position: int, entries: tuple[IncidentEntry, WeaponEntry], run: dict[str, Any]
) -> None:
    entry, one = entries
    weapon = save_weapon(user, one, RECORD)
    row = SeizedWeapon.objects.create(
        incident=incident, position=position, weapon=weapon, checks={"runs": [run]}, checked_at=incident.recorded_at
    )
    keep_keys_of_checks(row)
    write_entry(
        acting_user=user, action="weapons.recorded", object_kind="weapon", object_id=weapon.pk,
        details={"marks": len(one.marks), "incident": incident.pk},
    )  # fmt: skip
    uid = str(uuid.uuid5(SPACE, f"{incident.uid}/{position}"))
    save_entry(user, weapon, life_entry(incident, weapon.pk, uid, entry.classification.circumstance.value))


def life_entry(incident: Incident, weapon: int, uid: str, kind: str) -> LifeEntry:
    """What an incident says in the life of a weapon."""
    return LifeEntry(
        weapon, EventKind(kind), uid, incident.day, incident.precision, incident.day_text,
        place=incident.place, incident=incident.reference or str(incident.pk), receiver_text=incident.kept_by[:300],
        document=incident.evidence[:200], details={"incident": incident.pk}, source="seizure",
    )  # fmt: skip


def reclassify(*, acting_user: User, incident: int, entry: ClassificationEntry, reason: str) -> int:
    """Count an incident as something else from now on; returns the version. The older ones stay readable.

    In order: permit, lock, save the next version, audit. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`reason_missing`, `nothing_new`).
    """
    check_may_record_seizures(acting_user)
    if not reason.strip():
        raise Refusal("reason_missing", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
    with transaction.atomic():
        row = Incident.objects.select_for_update().filter(pk=incident).first() or incident_with(incident)
        newest = row.classifications.order_by("-version").first()
        columns = _columns(entry)
        if newest is not None and all(getattr(newest, name) == value for name, value in columns.items()):
            raise Refusal("nothing_new", Sentence(NOTHING_NEW), remedy=Sentence(CHANGE_SOMETHING))
        version = (newest.version if newest else 0) + 1
        _save_classification(acting_user, row, version, entry, reason.strip())
        write_entry(
            acting_user=acting_user, action="seizures.reclassified", object_kind="incident", object_id=row.pk,
            details={"version": version, "circumstance": entry.circumstance.value},
        )  # fmt: skip
    return version


def check_again(*, acting_user: User, seized: int) -> str:
    """Run the checks of a weapon whose look-up could not be made when it was recorded; returns how it went.

    The earlier run stays. Raises `NotPermitted`, `NotFound`, `Conflict` (`checked_already`).
    """
    check_may_record_seizures(acting_user)
    row = seized_with(seized)
    _refuse_second(row)
    incident = row.incident
    weapons = [
        entry_of(one) for one in Weapon.objects.filter(seized_as__incident=incident).order_by("seized_as__position")
    ]
    known = list(incident.weapons.values_list("weapon_id", flat=True))
    purpose = PURPOSE.format(reference=incident.reference or str(incident.pk))
    run = run_checks_of_one(acting_user, weapons, row.position, purpose, known)
    with transaction.atomic():
        row = seized_with(seized, lock=True)
        _refuse_second(row)
        row.checks = {"runs": [*row.checks.get("runs", []), run]}
        row.checked_at = timezone.now()
        row.save(update_fields=["checks", "checked_at"])
        keep_keys_of_checks(row)
        write_entry(
            acting_user=acting_user, action="seizures.checked", object_kind="seized_weapon", object_id=row.pk,
            details={"state": run["state"], "run": len(row.checks["runs"])},
        )  # fmt: skip
    return str(run["state"])


def _refuse_second(row: SeizedWeapon) -> None:
    if any(one["state"] in ("done", "nothing_asked") for one in row.checks.get("runs", [])):
        raise Conflict("checked_already", Sentence(CHECKED), remedy=Sentence(SEE_RESULT))


def _known(user: User, entry: IncidentEntry) -> int | None:
    """The incident that was recorded under this uid: the same sent again. Other content under it is refused."""
    row = Incident.objects.filter(uid=entry.uid).first()
    if row is None:
        return None
    same = row.recorded_by_id == user.pk and all(getattr(row, name) == value for name, value in _facts(entry).items())
    marks = Mark.objects.filter(weapon__seized_as__incident=row, corrects=None, recorded_at=F("weapon__recorded_at"))
    texts = sorted(marks.values_list("text", flat=True))
    same = same and row.weapons.count() == len(entry.weapons) and texts == _texts(entry)
    if not same:
        raise Conflict("uid_of_another", Sentence(OTHER_UID, {"uid": str(entry.uid)}), remedy=Sentence(NEW_UID))
    return row.pk


def _texts(entry: IncidentEntry) -> list[str]:
    """The marks as they are kept: serials mended as the reader does it."""
    told = (
        (one.content == "serial" and one.text.strip(), one.text) for weapon in entry.weapons for one in weapon.marks
    )
    return sorted(mark_reader().read_serial(text).text if serial else text for serial, text in told)


def _facts(entry: IncidentEntry) -> dict[str, Any]:
    return {
        "reference": entry.reference.strip()[:100], "day": entry.day, "precision": entry.precision,
        "day_text": entry.day_text[:100], "place": entry.place, "circumstances": entry.circumstances,
        "kept_by": entry.kept_by, "evidence": entry.evidence[:200],
    }  # fmt: skip


def _columns(entry: ClassificationEntry) -> dict[str, Any]:
    return {
        "circumstance": entry.circumstance.value,
        "ground": entry.ground.value,
        "place_kind": entry.place_kind.value,
        "offences": [one.value for one in entry.offences],
        "limbs": {limb.value: text for limb, text in sorted(entry.limbs.items())},
    }


def _save_classification(user: User, incident: Incident, version: int, entry: ClassificationEntry, reason: str) -> None:
    Classification.objects.create(
        incident=incident, version=version, reason=reason, recorded_at=timezone.now(), recorded_by_id=user.pk,
        **_columns(entry),
    )  # fmt: skip


def _check(entry: IncidentEntry) -> None:
    if not entry.weapons:
        raise Refusal("no_weapon", Sentence(NO_WEAPON), remedy=Sentence(ADD_WEAPON))
    if len(entry.weapons) > MOST_WEAPONS:
        raise Refusal("too_many_weapons", Sentence(TOO_MANY, {"most": MOST_WEAPONS}), remedy=Sentence(SPLIT))
    if entry.day is not None and entry.day > timezone.localdate():
        said = Sentence(FUTURE, {"day": entry.day.isoformat()})
        raise Refusal("in_the_future", said, remedy=Sentence(RECORD_WHEN_DONE), where={"field": "day"})
    if entry.day is None and not (entry.place.strip() or entry.reference.strip() or entry.evidence.strip()):
        raise Refusal("no_place", Sentence(NO_PLACE), remedy=Sentence(SAY_WHERE), where={"field": "place"})
    for number, one in enumerate(entry.weapons, start=1):
        try:
            check_weapon_entry(one)
        except Refusal as refusal:
            refusal.where["weapon"] = number
            raise
