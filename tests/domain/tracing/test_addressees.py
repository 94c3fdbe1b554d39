"""Whom to ask: last lawful holder, import, manufacture; never oneself; and why nobody where nobody can be asked."""

from dataclasses import replace
from datetime import date

import pytest

from salwa.domain.languages import Entry
from salwa.domain.tracing import AskedMark, AskedWeapon, RequestContents
from salwa.domain.tracing.addressees import AskedFor, KnownHolder, connected, whom_to_ask
from salwa.services.reference.knowledge import tracing_knowledge

pytestmark = pytest.mark.one_engine
GLOCK = AskedWeapon(type_code="pistol", maker_code="glock", model_code="glock-17", calibre_code="9x19mm")


@pytest.fixture(scope="module")
def book():
    return tracing_knowledge()


def asked(weapon, *import_marks):
    marks = tuple(AskedMark("barrel", "import", "import_mark", text, "present") for text in import_marks)
    return RequestContents(weapon=weapon, marks=marks)


def states(found):
    return [one.state for one in found.addressees]


def test_the_maker_is_asked_when_nothing_else_is_known(book):
    found = whom_to_ask(asked(GLOCK), book)
    assert states(found) == ["AUT"] and found.nobody is None
    assert found.addressees[0].reason is AskedFor.MANUFACTURE
    assert found.addressees[0].sentence.values["maker"] == "Glock"


def test_holders_come_first_the_latest_first_then_import_then_manufacture(book):
    holders = [
        KnownHolder("BEL", date(2001, 5, 1), "AUT"),
        KnownHolder("CIV", date(2009, 2, 1), "BEL"),
        KnownHolder("TGO"),
    ]
    found = whom_to_ask(asked(GLOCK, "PW ARMS REDMOND WA"), book, own_state="MLI", holders=holders)
    assert states(found) == ["CIV", "BEL", "TGO", "USA", "AUT"]
    assert [one.reason for one in found.addressees] == [AskedFor.LAST_HOLDER] * 3 + [
        AskedFor.IMPORT,
        AskedFor.MANUFACTURE,
    ]
    assert found.addressees[0].sentence.values["by"] == Entry("country", "BEL", "Belgium")


def test_of_two_import_marks_the_later_one_is_asked_first(book):
    weapon = replace(GLOCK, import_country_code="KEN")
    found = whom_to_ask(asked(weapon, "FRANKONIA WÜRZBURG 1994", "CENTURY ARMS INC GEORGIA VT 2003"), book)
    assert states(found) == ["USA", "DEU", "KEN", "AUT"]


def test_an_importers_stamp_given_as_the_maker_leads_to_the_state_of_import(book):
    weapon = AskedWeapon(maker_text="CAI ST ALB VT", model_text="", country_text="Romania")
    assert states(whom_to_ask(asked(weapon), book)) == ["USA", "ROU"]


def test_ones_own_state_is_never_asked(book):
    found = whom_to_ask(asked(GLOCK, "PW ARMS REDMOND WA"), book, own_state="AUT")
    assert states(found) == ["USA"]


def test_when_only_the_own_state_is_left_the_sentence_says_so(book):
    found = whom_to_ask(asked(GLOCK), book, own_state="AUT")
    assert found.addressees == () and found.nobody is not None
    assert "points to your own State" in found.nobody.template


def test_a_maker_of_a_former_state_is_asked_where_it_stands_today(book):
    found = whom_to_ask(asked(AskedWeapon(maker_code="zastava", country_code="YUG")), book)
    assert states(found) == ["SRB"]
    assert found.addressees[0].sentence.values["former"] == Entry("country", "YUG", "Yugoslavia")


def test_a_former_state_without_a_maker_gives_the_successors_that_made_weapons(book):
    found = whom_to_ask(asked(AskedWeapon(country_text="Czechoslovakia")), book)
    assert states(found) == ["CZE", "SVK"]
    soviet = states(whom_to_ask(asked(AskedWeapon(country_text="СССР")), book))
    assert soviet[:2] == ["RUS", "UKR"] and "UZB" not in soviet


def test_a_model_made_under_licence_without_a_mark_names_every_state_the_first_maker_first(book):
    found = whom_to_ask(asked(AskedWeapon(model_code="m14")), book)
    assert states(found)[0] == "USA"
    fal = whom_to_ask(asked(AskedWeapon(model_code="fn-fal")), book)
    assert states(fal)[0] == "BEL" and len(states(fal)) > 2
    assert "decides" in fal.addressees[0].sentence.template


def test_the_licensees_mark_decides(book):
    weapon = AskedWeapon(model_code="fn-fal", maker_code="imbel")
    assert states(whom_to_ask(asked(weapon), book)) == ["BRA"]


@pytest.mark.parametrize(
    ("weapon", "words"),
    [
        (AskedWeapon(maker_code="colt", year="1873"), "antique"),
        (AskedWeapon(build="craft", type_code="craft-made"), "without a factory"),
        (AskedWeapon(), "nobody can be asked yet"),
    ],
)
def test_where_nobody_can_be_asked_the_sentence_says_why(book, weapon, words):
    found = whom_to_ask(asked(weapon), book)
    assert found.addressees == () and words in found.nobody.template


def test_a_licensees_state_is_connected_and_a_stranger_is_not(book):
    linked = connected(asked(AskedWeapon(model_code="fn-fal", maker_code="imbel")), book)
    assert linked[0] == "BRA" and "BEL" in linked and "NOR" not in linked


def test_states_are_named_in_the_readers_language(book):
    found = whom_to_ask(asked(GLOCK), book, language="ar")
    assert found.addressees[0].sentence.values["state"]["text"] == book.states["AUT"].short_names["ar"]
