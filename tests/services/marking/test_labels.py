"""Labels: nothing of the weapon in the square code, one sheet a page, scanning for people who may know."""

import re

import pytest
import qrcode

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.marking.labels import (
    label_svg,
    read_label,
    scan_label,
    store_code,
    store_labels,
    weapon_code,
    weapon_label,
)
from salwa.storage.accounts.models import AuditEntry
from tests.builders.marking import a_mark, a_store, a_weapon, weapons_in
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def modules(svg):
    """The dark squares of a square code, as (x, y)."""
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    return dark


def test_a_square_code_is_one_path_with_its_three_corners():
    svg = label_svg("salwa:w:12-L")
    assert 'viewBox="-4 -4 29 29"' in svg
    dark, size = modules(svg), 21
    for x, y in ((0, 0), (size - 7, 0), (0, size - 7)):
        assert {(x + step, y) for step in range(7)} <= dark
        assert (x + 1, y + 1) not in dark
    assert max(max(place) for place in dark) == size - 1
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    made.add_data("salwa:w:12-L")
    made.make(fit=True)
    assert dark == {(x, y) for y, row in enumerate(made.get_matrix()) for x, is_dark in enumerate(row) if is_dark}
    assert "style" not in svg and "http" not in svg


def test_a_label_tells_no_serial_unless_it_is_chosen(clerk):
    number = a_weapon(clerk, a_mark("QX 774219"), store=a_store(clerk))
    plain = weapon_label(acting_user=clerk, weapon_id=number)
    assert (plain.serial, plain.code) == ("", weapon_code(number))
    assert plain.title == "Zastava M70"
    clear = weapon_label(acting_user=clerk, weapon_id=number, serial=True)
    assert clear.serial == "QX 774219"
    assert clear.svg == plain.svg
    details = list(AuditEntry.objects.filter(action="marking.labels_made").values_list("details", flat=True))
    assert [one["serial_in_clear"] for one in details] == [False, True]


def test_a_sheet_holds_the_labels_of_a_store_and_goes_on(clerk, monkeypatch):
    monkeypatch.setattr("salwa.services.marking.labels.ON_A_SHEET", 2)
    depot = a_store(clerk)
    made = weapons_in(clerk, depot, 3)
    a_weapon(clerk, a_mark(state="none"), store=a_store(clerk, "Depot South"))
    first = store_labels(acting_user=clerk, holder_id=depot.pk)
    second = store_labels(acting_user=clerk, holder_id=depot.pk, after=first.after)
    assert [label.number for label in first.labels + second.labels] == made
    assert (first.own.code, second.after) == (store_code(depot.pk), None)


def test_a_scanned_label_leads_to_its_weapon_or_store(clerk):
    depot = a_store(clerk)
    number = a_weapon(clerk, a_mark(state="none"), store=depot)
    assert scan_label(acting_user=clerk, text=weapon_code(number)).number == number
    assert scan_label(acting_user=clerk, text=store_code(depot.pk)).kind == "d"
    assert AuditEntry.objects.filter(action="marking.label_scanned").count() == 2
    with pytest.raises(NotFound):
        scan_label(acting_user=clerk, text=weapon_code(number + 1))
    with pytest.raises(NotPermitted):
        scan_label(acting_user=a_person(Role.AUDITOR), text=weapon_code(number))


@pytest.mark.parametrize("text", ["", "salwa:w:1-Z", "https://example.org/", "QX 774219"])
def test_other_texts_are_refused_with_what_to_do(text):
    with pytest.raises(Refusal) as refused:
        read_label(text)
    assert refused.value.code == "not_a_code"
    assert refused.value.remedy.english().startswith("Scan it again")
