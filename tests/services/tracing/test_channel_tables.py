"""The tables for other channels: exact in the data profile, harmless in the spreadsheet profile."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from salwa.domain.sheets import NOT_FOR_IMPORT
from salwa.services.tracing.channel_tables import OtherChannel, Profile, channel_csv
from tests.builders.injections import injections
from tests.builders.requests import a_mark, full_contents
from tests.services.sheets.test_injection import opened

pytestmark = pytest.mark.one_engine
SENT = {"from_state": "KEN", "sent_on": date(2026, 11, 25)}


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def row(contents, channel):
    head, values = rows(channel_csv(contents, channel, Profile.DATA, **SENT))
    return dict(zip(head, values, strict=True))


def test_an_iarms_record_holds_what_identifies_the_weapon():
    found = row(full_contents(), OtherChannel.IARMS)
    assert found == {
        "status": "seized", "serial_number": "12-34-56", "serial_number_state": "present", "make": "Zastava Arms",
        "model": "M70 AB2", "calibre": "7.62x39", "type": "assault rifle", "country_of_manufacture": "Serbia",
        "country_of_last_legal_import": "ALD", "year_of_manufacture": "1984",
        "other_markings": "serial (bolt): -77-91; import_mark (receiver): ALD 09; maker_stamp (receiver): ZCZ; "
                          "serial (barrel): erased",
        "illicit_under_iti_6": "a e", "event_date": "2026-03-04", "event_place": "Zenda, northern road",
        "reporting_country": "Kenya", "reporting_office": "National point of contact",
        "national_reference": "2026-03/117-B", "requested_on": "2026-11-25",
    }  # fmt: skip


def test_the_us_form_holds_its_fields_by_number_and_leaves_empty_what_nobody_asked():
    found = row(full_contents(), OtherChannel.US_TRACE)
    assert found["5a_serial_number"] == "12-34-56"
    assert found["5b_obliterated"] == "No"
    assert found["5h_importer"] == "ALD 09"
    assert (found["1b_priority"], found["1b_urgent_justification"]) == (
        "Urgent", "The suspect is held until 2026-04-01.",
    )  # fmt: skip
    assert found["2a_ncic_crime_code"] == ""
    erased = row(full_contents((a_mark("12", state="erased"),)), OtherChannel.US_TRACE)
    assert (erased["5a_serial_number"], erased["5b_obliterated"]) == ("", "Yes")
    partly = row(full_contents((a_mark("12?4", state="partial"),)), OtherChannel.US_TRACE)
    assert (partly["5a_serial_number"], partly["5b_obliterated"]) == ("12?4", "Yes")


def test_a_day_is_no_more_exact_than_it_is_known():
    assert row(full_contents(precision="month"), OtherChannel.IARMS)["event_date"] == "2026-03"
    assert row(full_contents(day=None), OtherChannel.US_TRACE)["8_recovery_date"] == ""


@pytest.mark.parametrize("channel", list(OtherChannel))
def test_no_formula_lives_in_the_tables_when_libreoffice_opened_them(channel, tmp_path):
    texts, files, careless = injections()[:40], [], []
    for place, text in enumerate(texts):
        contents = full_contents((a_mark(text), a_mark(text, "import_mark")), circumstances=text, place=text)
        contents = replace(contents, weapon=replace(contents.weapon, maker_text=text, model_text=text))
        if place < 24:
            exact, careful = (channel_csv(contents, channel, one, **SENT) for one in Profile)
            files.append(tmp_path / f"careful{place}.csv")
            files[-1].write_bytes(careful)
            careless.append(tmp_path / f"careless{place}.csv")
            careless[-1].write_bytes(exact)
        assert (
            channel_csv(contents, channel, Profile.SPREADSHEET, **SENT)
            .decode("utf-8-sig")
            .startswith(f'"{NOT_FOR_IMPORT}"')
        )
        values = rows(channel_csv(contents, channel, Profile.DATA, **SENT))[1]
        assert values.count(text) >= 3
    found = opened([*files, *careless], tmp_path / "opened")
    assert sum(len(formulas) for name, (formulas, _) in found.items() if name.startswith("careful")) == 0
    assert sum(len(formulas) for name, (formulas, _) in found.items() if name.startswith("careless")) > 0
