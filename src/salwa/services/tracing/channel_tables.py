"""A request as a table with the fields other channels ask for: an iARMS record, and the US trace form F 3312.1.

Salwa complements these channels and has no interface to them: a person takes the values over there. INTERPOL has not
published the fields of an iARMS record; the columns are those its public pages name. A column that a request under the
International Tracing Instrument knows nothing of (the possessor, the crime code) stays empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from django.utils.translation import override

from salwa.domain.languages import Sentence
from salwa.domain.sheets import NOT_FOR_IMPORT, escaped
from salwa.domain.tracing import AskedMark, Priority, RequestContents
from salwa.services.languages import spoken
from salwa.services.sheets.tables import READ_ONLY
from salwa.services.tracing.documents_paper import day_shown
from salwa.services.tracing.registered import FRAMES, registered_there
from salwa.services.weapons.names import name_of

# States of a serial in which it cannot be read as it was struck.
OBLITERATED = frozenset({"partial", "illegible", "erased"})


class OtherChannel(StrEnum):
    """Whose fields the table has."""

    IARMS = "iarms"
    US_TRACE = "us_trace"


class Profile(StrEnum):
    """`data`: every value exact, for programs; `spreadsheet`: disarmed, for reading only."""

    DATA = "data"
    SPREADSHEET = "spreadsheet"


def channel_csv(
    contents: RequestContents, channel: OtherChannel, profile: Profile, *, from_state: str, sent_on: date
) -> bytes:
    """The request as CSV (UTF-8) with one row of values. Names of States, makers and models are English: so are the
    channels' own lists.
    """
    with override("en"):
        make = _iarms if channel is OtherChannel.IARMS else _us_trace
        row = make(contents, from_state, sent_on)
    out = io.StringIO(newline="")
    if profile is Profile.DATA:
        csv.writer(out).writerows([list(row), list(row.values())])
        return out.getvalue().encode()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([NOT_FOR_IMPORT, spoken(Sentence(READ_ONLY))])
    writer.writerows([[escaped(one) for one in row], [escaped(one) for one in row.values()]])
    return out.getvalue().encode("utf-8-sig")


def _iarms(contents: RequestContents, from_state: str, sent_on: date) -> Mapping[str, str]:
    weapon, serial = contents.weapon, _serial(contents.marks)
    return {
        "status": str(contents.circumstance),
        "serial_number": contents.registered.serial or (serial.text if serial else ""),
        "serial_number_state": serial.state if serial else "none",
        "make": weapon.maker_text,
        "model": weapon.model_text,
        "calibre": weapon.calibre_text,
        "type": weapon.type_text,
        "country_of_manufacture": _country(weapon.country_code, weapon.country_text),
        "country_of_last_legal_import": _country(weapon.import_country_code, weapon.import_country_text),
        "year_of_manufacture": weapon.year,
        "other_markings": _others(contents, serial),
        "illicit_under_iti_6": " ".join(str(one.limb) for one in contents.illicit),
        "event_date": day_shown(contents.day, contents.precision),
        "event_place": contents.place,
        "reporting_country": _country(from_state, from_state),
        "reporting_office": contents.contact.office,
        "national_reference": contents.case_reference,
        "requested_on": sent_on.isoformat(),
    }


def _us_trace(contents: RequestContents, from_state: str, sent_on: date) -> Mapping[str, str]:
    weapon, serial, contact = contents.weapon, _serial(contents.marks), contents.contact
    unreadable = serial is not None and serial.state in OBLITERATED
    reach = "; ".join(one for one in (contact.telephone, contact.email) if one)
    return {
        "1a_date": sent_on.isoformat(),
        "1b_priority": "Urgent" if contents.priority is Priority.URGENT else "Routine",
        "1b_urgent_justification": contents.urgent_because,
        "1c_special_instructions": contents.use_text,
        "2a_ncic_crime_code": "",
        "4b_telephone_fax_email": reach,
        "4c_officer": contact.person,
        "4e_case_number": contents.case_reference,
        "4f_unit": contact.office,
        "4g_country_of_agency": _country(from_state, from_state),
        "5a_serial_number": contents.registered.serial or (serial.text if serial and serial.state != "erased" else ""),
        "5b_obliterated": "Yes" if unreadable else "No",
        "5c_manufacturer": weapon.maker_text,
        "5d_type": weapon.type_text,
        "5e_caliber": weapon.calibre_text,
        "5f_model": weapon.model_text,
        "5g_country_of_origin": _country(weapon.country_code, weapon.country_text),
        "5h_importer": _importer(contents.marks),
        "5i_additional_markings": _others(contents, serial),
        "8_recovery_date": day_shown(contents.day, contents.precision),
        "8_recovery_place": contents.place,
        "9_additional_information": contents.circumstances,
    }


def _serial(marks: tuple[AskedMark, ...]) -> AskedMark | None:
    """The serial number: the one on the frame or receiver where there are several (ITI 10)."""
    serials = [one for one in marks if one.content == "serial"]
    return next((one for one in serials if one.component in FRAMES), serials[0] if serials else None)


def _others(contents: RequestContents, serial: AskedMark | None) -> str:
    """Every other mark, as read, with what it is and where; the number as read too where a State has it otherwise.

    These channels are searched by their one serial number, so the one a register confirmed stands there.
    """
    other = [one for one in contents.marks if one is not serial]
    told = [f"{one.content} ({one.component}): {one.text or one.state}" for one in other]
    if contents.weapon.import_country_from == "mark":
        told.append("country of import: read from the import mark by the register")
    for one in registered_there(contents.earlier, contents.marks):
        if one.marks.serial:
            told.append(f"serial as registered in {one.state} (request {one.request}): {one.marks.serial}")
            told.append(f"serial as read: {one.read}")
    return "; ".join(dict.fromkeys(told))


def _importer(marks: tuple[AskedMark, ...]) -> str:
    return "; ".join(one.text for one in marks if one.content == "import_mark" and one.text)


def _country(code: str, text: str) -> str:
    return name_of("country", code) if code else text
