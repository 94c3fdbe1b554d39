"""Downloads carry the figures, their source and moment, and leave a trace in the log."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree

import altair
import pytest
from django.utils import translation

from salwa.domain.accounts import Role
from salwa.domain.weapons import ItemKind
from salwa.services.analysis.actions import bring_up_to_date
from salwa.services.analysis.downloads import COLUMNS, download_count
from salwa.services.analysis.pictures import chart_of, look_of, svg_of
from salwa.services.analysis.queries import counts
from salwa.storage.accounts.models import AuditEntry
from tests.builders.counted import a_counted_weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    for maker in ("taurus", "taurus", "rossi", ""):
        a_counted_weapon(maker_code=maker)
    person = a_person(Role.AUDITOR)
    bring_up_to_date(acting_user=person)
    return person


def download(person, suffix, by="maker"):
    return download_count(acting_user=person, by=by, kind=ItemKind.WEAPON, suffix=suffix, kind_words="Weapons")


def test_the_table_holds_every_entry_with_its_source(auditor):
    file = download(auditor, "csv")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["code"], row["known"], row["records"], row["share_of_known"]) for row in rows] == [
        ("taurus", "yes", "2", "0.666667"),
        ("rossi", "yes", "1", "0.333333"),
        ("?recorded", "no", "1", ""),
    ]
    assert {row["source"] for row in rows} == {"Kenya"}
    assert rows[0]["as_of"]
    assert file.name.startswith("weapon-by-maker-20") and file.name.endswith(".csv")


def test_no_cell_of_the_table_begins_a_formula(auditor, settings):
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "installation_name": "=HYPERLINK(1)"}
    )
    rows = list(csv.DictReader(io.StringIO(download(auditor, "csv").content.decode("utf-8-sig"))))
    assert {row["source"] for row in rows} == {"'=HYPERLINK(1)"}


def test_every_download_is_recorded(auditor):
    download(auditor, "csv")
    entry = AuditEntry.objects.get(action="analysis.downloaded")
    assert entry.actor == auditor
    assert entry.details == {"by": "maker", "kind": "weapon", "format": "csv"}


def test_the_picture_is_svg_with_title_figures_and_hatched_unknown(auditor):
    content = download(auditor, "svg").content.decode()
    text = "".join(ElementTree.fromstring(content).itertext())
    assert "the commonest maker, 67 % of the" in text
    assert "2 (67 %)" in text
    assert "Not recorded" in text
    assert "n = 4" in text
    assert "Source: weapons register of \u2068Kenya\u2069, as of" in text.replace("\n", " ")
    assert content.count('fill="url(#unknown)"') == 1
    assert "#fe01fe" not in content
    assert "style=" not in content


def test_the_png_is_a_picture(auditor):
    assert download(auditor, "png").content.startswith(b"\x89PNG\r\n")


def test_the_specification_is_a_valid_chart(auditor):
    specification = json.loads(download(auditor, "json").content)
    # from_dict checks the specification against the schema of Vega-Lite.
    assert len(altair.LayerChart.from_dict(specification).layer) == 2
    assert [row["count"] for row in specification["data"]["values"]] == [2, 1, 1]


def test_in_arabic_the_bars_grow_from_the_right(auditor):
    with translation.override("ar"):
        view = counts(acting_user=auditor, by="maker")
        specification = chart_of(view, look_of(), "Weapons")
    assert specification["encoding"]["x"]["scale"]["reverse"] is True
    assert specification["encoding"]["y"]["axis"]["orient"] == "right"


def test_a_picture_is_drawn_once(auditor, monkeypatch):
    view = counts(acting_user=auditor, by="maker")
    first = svg_of(view, look_of(), "Weapons")
    monkeypatch.setattr("salwa.services.analysis.pictures._draw", lambda *_: pytest.fail("drawn twice"))
    assert svg_of(view, look_of(), "Weapons") == first
