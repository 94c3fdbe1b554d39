"""Reasons of a look-up name types and States in the reader's language, whatever language they were chosen in."""

import json

import pytest
from django.utils.translation import override

from salwa.domain.marks.matching.reasons import Known, reasons_for
from salwa.services.languages import spoken
from salwa.web.templatetags.salwa import spoken as shown

pytestmark = pytest.mark.one_engine


def sentences(asked, recorded):
    found = reasons_for(asked, recorded, lambda name, code: 10.0)
    return {one.field: one.sentence for one in found}


def test_a_type_that_nobody_typed_and_one_typed_in_french_are_named_in_the_readers_language():
    asked = {"type": Known("", "assault-rifle"), "import_country": Known("Kenia", "KEN")}
    recorded = {"type": Known("Pistolet-mitrailleur", "submachine-gun"), "import_country": Known("KEN", "KEN")}
    told = sentences(asked, recorded)
    assert spoken(told["type"]) == (
        "The type of weapon is another one: Assault rifle was asked for, Sub-machine gun is registered."
    )
    assert "Kenya, registered as Kenya" in spoken(told["import_country"])
    kept = {"template": told["type"].template, "values": json.loads(json.dumps(dict(told["type"].values)))}
    with override("ar"):
        for words in (spoken(told["type"]), shown(kept)):
            assert [one for one in ("assault-rifle", "Assault", "Pistolet") if one in words] == []


def test_what_was_read_off_the_weapon_stays_as_it_was_typed():
    told = sentences({"maker": Known("Z.C.Z.", "zastava")}, {"maker": Known("Застава", "zastava")})
    assert told["maker"].values == {"asked": "Z.C.Z.", "recorded": "Застава"}


def test_a_type_that_could_not_be_read_stays_as_it_was_typed():
    told = sentences({"type": Known("blaster")}, {"type": Known("raygun")})
    assert told["type"].values == {"asked": "blaster", "recorded": "raygun"}
