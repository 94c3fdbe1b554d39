"""The gate: what blocks, what only warns, and that it speaks on any text without failing."""

from dataclasses import replace
from datetime import date

import pytest

from salwa.domain.tracing import AskedMark, AskedWeapon, RequestContents
from salwa.domain.tracing.gate import RULES, examine
from salwa.services.reference.knowledge import tracing_knowledge
from tests.builders.good_requests import TODAY, Office

pytestmark = pytest.mark.one_engine
TEXTS = (
    "",
    " ",
    "\x00",
    "?",
    "%s {maker}",
    "{",
    "}",
    "<script>alert(1)</script>",
    "9" * 5_000,
    "\u202eABC",
    "AK" * 500,
    "2024-13-45",
    "-1",
    "10000",
    "١٩٩٥",
    "½",
    "📷",
    "Ⅻ",
    "DROP TABLE weapons; --",
    "..",
    "c" * 300 + "7" * 300,
    "00000",
    "1e999",
    "N/A / б/н / بدون",
)


@pytest.fixture(scope="module")
def book():
    return tracing_knowledge()


@pytest.fixture
def good():
    office = Office(7)
    pair = next(pair for pair in office.known if pair[1].code == "glock-17")
    return next(one.contents for one in iter(lambda: office.request(pair), None) if len(one.contents.marks) > 1)


def codes(remarks, *, blocking=None):
    return [one.code for one in remarks if blocking in (None, one.blocks)]


def test_an_empty_request_is_stopped_by_what_the_instrument_requires_and_by_nothing_else(book):
    found = examine(RequestContents(), book, today=TODAY)
    assert codes(found, blocking=True) == [
        "limb_missing",
        "marks_missing",
        "type_missing",
        "calibre_missing",
        "use_missing",
        "undertaking_missing",
    ]
    assert codes(found, blocking=False) == ["circumstances_missing", "contact_missing", "wanted_missing"]
    assert all(one.paragraph and one.sentence.template and one.cure.template for one in found)


def test_a_good_request_passes_in_silence(book, good):
    assert examine(good, book, today=TODAY) == ()


def test_a_described_weapon_needs_no_mark_type_or_calibre(book, good):
    weapon = AskedWeapon(description="Burnt out; only the frame of a revolver is left, without any mark.")
    found = examine(replace(good, weapon=weapon, marks=()), book, today=TODAY)
    assert codes(found, blocking=True) == []


def test_an_erased_number_is_an_answer_and_not_a_gap(book, good):
    marks = (AskedMark("frame", "manufacture", "serial", "", "erased"),)
    assert codes(examine(replace(good, marks=marks), book, today=TODAY)) == []


def test_a_warning_says_what_was_found_and_what_would_be_right(book, good):
    weapon = replace(good.weapon, calibre_text=".45 ACP", calibre_code="45-acp")
    (remark,) = examine(replace(good, weapon=weapon), book, today=TODAY)
    assert (remark.code, remark.blocks, remark.field) == ("calibre_not_of_model", False, "calibre")
    assert remark.sentence.values == {"model": "Glock 17", "calibre": ".45 ACP", "calibres": "9 mm Luger"}


@pytest.mark.parametrize(("text", "expected"), [("1911", set()), ("1911A1", {"model_as_serial"})])
def test_a_bare_number_may_be_model_and_serial_at_once(book, good, text, expected):
    weapon = AskedWeapon(
        maker_code="colt", model_text="1911A1", model_code="", calibre_code="45-acp", type_code="pistol"
    )
    marks = tuple(replace(one, text=text) if one.content == "serial" else one for one in good.marks)
    found = examine(replace(good, weapon=weapon, marks=marks), book, today=TODAY)
    assert {one.code for one in found} - {"import_country_missing"} == expected


def test_every_rule_speaks_in_whole_sentences_about_any_text(book, good):
    for text in TEXTS:
        weapon = AskedWeapon(
            **dict.fromkeys(
                ("type_text", "maker_text", "model_text", "calibre_text", "country_text", "year", "description"), text
            )
        )
        marks = (
            AskedMark("frame", "manufacture", "serial", text, "present"),
            AskedMark("barrel", "import", "import_mark", text, "present"),
        )
        for remark in examine(
            replace(good, weapon=weapon, marks=marks), book, today=date(2026, 1, 1), addressed_to="XXX"
        ):
            assert remark.sentence.template.format(**remark.sentence.values)


def test_there_are_rules_of_more_than_24_kinds():
    assert len(RULES) >= 24


def test_states_and_types_inside_the_sentences_are_in_the_readers_language(book, good):
    weapon = replace(good.weapon, country_text="", country_code="MLI", type_code="revolver")
    found = examine(replace(good, weapon=weapon), book, today=TODAY, language="ru")
    values = {one.code: one.sentence.values for one in found}
    assert values["country_against_maker"]["typed"] == "Мали"
    assert values["type_not_of_model"]["typed"] == "револьвер"
