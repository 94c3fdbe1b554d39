"""The key, the tables of marks and the shapes of numbers hold together; a damaged file is refused by its record."""

import copy

import pytest

from salwa.reference import ReferenceFault, load_book
from salwa.reference.identification import _importer, importers, proof_marks, read_records, serial_shapes
from salwa.reference.identification_key import FILE, identification_key, read_key
from salwa.reference.yaml_files import read_yaml

pytestmark = pytest.mark.one_engine


@pytest.fixture
def document():
    return copy.deepcopy(read_yaml(FILE))


def test_the_shipped_tables_are_large_enough_to_be_useful():
    assert len(proof_marks()) >= 40 and len(importers()) >= 30 and len(serial_shapes()) >= 10
    assert all(one.sources for one in (*proof_marks(), *importers()))


def test_no_importer_without_a_maker_of_its_own_name_makes_a_model():
    makers = {one.maker_code for one in importers() if one.maker_code and not one.also_maker}
    # Weapons that an importer only sold under its name are listed by their true makers.
    known = {model.maker for model in load_book().models.values()}
    assert makers & known <= {"interarms", "eaa", "excam", "tristar", "stoeger"}


def test_safety_is_read_before_anything_else_and_every_text_is_a_sentence_or_an_answer():
    key = identification_key()
    assert len(key.safety) >= 5 and all(text.endswith(".") for text in key.safety)
    assert all(one.text.endswith("?") or "?" in one.text or one.text.endswith(".") for one in key.questions.values())
    assert all(one.text.endswith(".") for one in key.results.values())


def test_every_weapon_type_of_the_instrument_is_reached():
    reached = {code for one in identification_key().results.values() for code in (one.type, *one.others)}
    wanted = {code for code, kind in load_book().types.items() if kind.kind in ("small-arm", "light-weapon")}
    # Words that are broader than what the key tells apart, or that no layman can tell.
    assert wanted - reached <= {"grenade-launcher", "flame-weapon"}


def test_every_result_names_a_place_to_look_for_marks():
    assert all(one.places for one in identification_key().results.values())


def test_nobody_answers_more_than_eight_questions():
    key = identification_key()

    def longest(code):
        return 1 + max((longest(one.ask) for one in key.questions[code].answers if one.ask), default=0)

    assert longest(key.start) <= 8


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda one: one["questions"][0]["answers"][0].update(ask="nowhere"), "nowhere"),
        (lambda one: one["questions"][1]["answers"][0].update(result="", ask="hold"), "circle"),
        (lambda one: one["results"][0].update(type="ray-gun"), "ray-gun"),
        (lambda one: one["results"][0].update(models=["no-such-model"]), "no-such-model"),
        (lambda one: one["results"].append({**one["results"][0], "code": "lonely"}), "nothing leads to lonely"),
        (lambda one: one["results"][0].pop("text"), "text"),
    ],
)
def test_a_damaged_key_is_refused_with_the_record(document, damage, words):
    damage(document)
    with pytest.raises(ReferenceFault, match=words):
        read_key(document)


@pytest.mark.parametrize(
    "change", [{"country": "XYZ"}, {"sources": []}, {"sources": ["hearsay"]}, {"stamps": []}, {"maker_code": "nobody"}]
)
def test_a_damaged_importer_is_refused(change):
    good = {"code": "one", "name": "One", "country": "USA", "stamps": ["ONE CITY ST"], "sources": ["general"]}
    assert read_records("import_marks.yaml", [good], _importer)[0].name == "One"
    with pytest.raises(ReferenceFault, match=r"import_marks.yaml: record 1"):
        read_records("import_marks.yaml", [good | change], _importer)
