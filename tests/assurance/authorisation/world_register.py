"""A unit's weapons with marks, parts and pictures, its holders, people, imports, screenings, exports and requests."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from salwa.domain.accounts import Role
from salwa.domain.sheets.formats import ListFormat
from salwa.domain.sheets.selection import Selection
from salwa.domain.weapons import EventKind
from salwa.services.accounts.actions import give_role, operator
from salwa.services.custody.actions import correct_entry, record_entry
from salwa.services.custody.parts import record_part
from salwa.services.custody.values import LifeEntry, PartEntry
from salwa.services.holders.actions import close_holder, correct_holder, record_holder
from salwa.services.holders.values import HolderEntry
from salwa.services.imports import actions as imports
from salwa.services.screening.actions import receive_list, start_screening
from salwa.services.sheets.actions import request_export, start_export
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import Approval, Membership
from salwa.storage.register.models import Holder, Screening, Weapon, WeaponExport
from tests.assurance.authorisation.canaries import text_of
from tests.assurance.authorisation.people import Staff, a_user
from tests.assurance.authorisation.world_stock import a_jpeg
from tests.builders.files import HEADER, row

# What is sealed is planted when it is recorded; everything else afterwards, in the rows.
PERSON = ("name", "birth_date", "document_number", "address", "note", "purpose", "legal_basis")


def register_of(staff: Staff, depot: int) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    registrar = staff.first[Role.REGISTRAR]
    made = _weapon(staff, depot) | _holders(staff) | _imports(staff) | _lists(staff)
    person = a_user((staff.unit, Role.AUDITOR))
    membership = Membership.objects.get(user=person).pk
    asked = give_role(
        acting_user=staff.first[Role.ADMINISTRATOR], user_id=person.pk, organisation=f"Office {staff.unit}",
        role=Role.REGISTRAR, reason="new post",
    )  # fmt: skip
    asked_too = imports_request(registrar, made["finished_import"]["number"])
    return made | {
        "person": {"number": person.pk, "membership": membership},
        "role_request": {"number": asked},
        "my_request": {"number": asked},
        "import_request": {"number": asked_too},
    }


def imports_request(registrar: Any, number: int) -> int:
    """The registrar asks for an import to be withdrawn."""
    from salwa.services.imports.withdrawal import request_withdrawal

    return request_withdrawal(acting_user=registrar, import_id=number, reason="wrong file")


def _weapon(staff: Staff, depot: int) -> dict[str, dict[str, Any]]:
    keeper, registrar = staff.first[Role.STOCK_OFFICER], staff.first[Role.REGISTRAR]
    letter = staff.unit[1].upper()
    marks = (
        MarkEntry("frame", "manufacture", "serial", f"QZ {letter} 4417", "present"),
        MarkEntry("barrel", "manufacture", "serial", f"QZ {letter} 4418", "present"),
    )
    entry = WeaponEntry(
        maker="Zastava", model="M70", calibre="7.62x39", type="assault rifle", reference="R", marks=marks
    )
    number = record_weapon(acting_user=keeper, entry=entry)
    life = LifeEntry(
        number, EventKind.TRANSFERRED, str(uuid.uuid4()), date(2020, 1, 1), receiver=depot, giver_text="old store",
        place="Zenda", incident="case", document="paper", note="remark", date_text="in spring",
    )  # fmt: skip
    done = record_entry(acting_user=registrar, entry=life)
    wrong = LifeEntry(number, EventKind.PROOFED, str(uuid.uuid4()), date(2020, 2, 1), note="sights")
    wrong_number = record_entry(acting_user=registrar, entry=wrong).event
    right = LifeEntry(
        number, EventKind.PROOFED, str(uuid.uuid4()), date(2020, 2, 2), note="stock", details={"reason": "misread"}
    )
    correct_entry(acting_user=registrar, event_id=wrong_number, entry=right)
    fitted = LifeEntry(number, EventKind.PART_FITTED, str(uuid.uuid4()))
    part = record_part(
        acting_user=registrar,
        part=PartEntry(
            "slide",
            "steel",
            "Zastava",
            "7.62x39",
            marks=(MarkEntry("slide", "manufacture", "serial", "PT 1", "present"),),
        ),
        fitted=fitted,
    )
    picture = add_picture(acting_user=keeper, weapon_id=number, stream=a_jpeg(), caption="left side")
    weapon = Weapon.objects.get(pk=number)
    return {
        "weapon": {"number": number, "weapon": number},
        "weapon_mark": {"number": number, "mark": weapon.marks.earliest("pk").pk},
        "weapon_entry": {"number": number, "weapon": number, "entry": done.event},
        "weapon_part": {"number": number, "part": part.part},
        "picture": {"number": picture},
    }


def _holders(staff: Staff) -> dict[str, dict[str, Any]]:
    registrar = staff.first[Role.REGISTRAR]

    def holder(**facts: Any) -> int:
        return record_holder(acting_user=registrar, entry=HolderEntry(unit=staff.organisation, **facts))

    dealer = holder(kind="dealer", name=f"Dealer of the {staff.unit}", reference="D-1", address="Main street")
    person = holder(
        kind="person",
        person={name: text_of(f"Person.{name}", staff.unit) for name in PERSON},
    )
    closed = holder(kind="dealer", name=f"Old dealer of the {staff.unit}")
    renamed = HolderEntry(kind="dealer", name="Dealer renamed", reference="D-1", unit=staff.organisation)
    correct_holder(acting_user=registrar, holder_id=dealer, entry=renamed, reason="misspelt")
    close_holder(acting_user=registrar, holder_id=closed, day=date(2020, 1, 1), reason="gave up", successor=dealer)
    Holder.objects.filter(pk__in=[dealer, person, closed]).update(unit_id=staff.organisation)
    return {
        "holder": {"number": dealer, "holder": dealer},
        "person_holder": {"number": person},
        "closed_holder": {"number": closed},
    }


def _imports(staff: Staff) -> dict[str, dict[str, Any]]:
    registrar, letter = staff.first[Role.REGISTRAR], staff.unit[1].upper()

    def received(*lines: str) -> int:
        file = SimpleUploadedFile(f"{staff.unit}.csv", ("\n".join([HEADER, *lines]) + "\n").encode())
        return imports.receive_file(acting_user=registrar, stream=file, file_name=f"{staff.unit}.csv")

    def mapped(number: int) -> int:
        offer = imports.suggest_mapping(acting_user=registrar, import_id=number)
        imports.map_columns(acting_user=registrar, import_id=number, mapping=offer.mapping)
        return number

    plain = received(row(1, f"IM{letter} 123"))
    ready = mapped(received(row(2, f"IM{letter} 124"), row(3, f"IM{letter} 125")))
    finished = mapped(received(row(4, f"IM{letter} 126"), row(5) + ";one;more;cell", row(6, f"IM{letter} 127")))
    imports.run_import_now(acting_user=registrar, import_id=finished)
    other = mapped(received(row(7, f"IM{letter} 128")))
    imports.run_import_now(acting_user=registrar, import_id=other)
    Weapon.objects.filter(origin_import__in=[finished, other]).update(unit_id=staff.organisation)
    return {
        "other_finished_import": {"number": other},
        "imported_weapon": {"number": Weapon.objects.filter(origin_import=finished).latest("pk").pk},
        "import": {"number": plain},
        "mapped_import": {"number": ready},
        "finished_import": {"number": finished},
    }


def _lists(staff: Staff) -> dict[str, dict[str, Any]]:
    tracer, supervisor = staff.first[Role.TRACING_OFFICER], staff.first[Role.SUPERVISOR]
    made: dict[str, dict[str, Any]] = {}
    for name, runs in (("screening", False), ("finished_screening", True)):
        serial = f"QZ {staff.unit[1].upper()} 4417"
        file = SimpleUploadedFile("list.csv", f"id,serial,maker\n1,{serial},Zastava\n".encode())
        number = receive_list(acting_user=tracer, stream=file, file_name="list.csv", purpose="Case 1/2026")
        if runs:
            start_screening(acting_user=tracer, screening_id=number)
        made[name] = {"number": number}
    for form in ListFormat:
        export = _export(supervisor, form.value)
        if export:
            made[f"export_{form.value}"] = {"number": export}
    made["export_to_remove"] = {"number": _export(supervisor, "csv_spreadsheet")}
    made["export_failed"] = {"number": _export(supervisor, "csv_spreadsheet")}
    WeaponExport.objects.filter(pk=made["export_failed"]["number"]).update(status="failed")
    return made


def _export(user: Any, form: str) -> int:
    return request_export(
        acting_user=user, selection=Selection(whereabouts="held"), format=form, language="en", purpose="Case 1/2026"
    )


def files_made_anew(things: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Make the files of exports and screenings once more, so that they hold what the rows hold by now."""
    for (name, _), values in things.items():
        if name.startswith("export_") and name != "export_failed":
            WeaponExport.objects.filter(pk=values["number"]).update(status="failed")
            start_export(acting_user=operator(), export_id=values["number"])
        if name == "finished_screening":
            Screening.objects.filter(pk=values["number"]).update(status="failed")
            start_screening(acting_user=operator(), screening_id=values["number"])


def adopt(name: str, number: int, user: Any) -> None:
    """Make the person the one who made it, where that decides who sees it."""
    if name.endswith("screening"):
        Screening.objects.filter(pk=number).update(created_by_id=user.pk)
    if name == "my_request":
        Approval.objects.filter(pk=number).update(requested_by=user)
    if name.startswith("export"):
        WeaponExport.objects.filter(pk=number).update(created_by_id=user.pk)
