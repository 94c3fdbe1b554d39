"""Weapon types, read as plain YAML: six languages, no word under two types, the classes of the instruments."""

import re
import unicodedata
from collections import defaultdict

import pytest

from salwa.reference.yaml_files import read_yaml
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_engine

FOLDER = ROOT / "src" / "salwa" / "reference"
RECORDS = read_yaml(FOLDER / "weapon_types.yaml")
TYPES = {record["code"]: record for record in RECORDS}
KINDS = {"small-arm", "light-weapon", "other-firearm", "part", "ammunition", "not-a-firearm"}
CLASSES = {"rifle", "shotgun", "pistol", "revolver", "submachine-gun", "machine-gun", "other", "unknown"}


def folded(text):
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


WORDS: defaultdict[str, set[str]] = defaultdict(set)
for _record in RECORDS:
    for _words in _record["words"].values():
        for _word in _words:
            WORDS[folded(_word)].add(_record["code"])


def test_codes_are_unique_and_broader_types_exist():
    assert len(TYPES) == len(RECORDS) >= 50
    assert {record["broader"] for record in RECORDS if "broader" in record} <= set(TYPES)


def test_every_type_is_named_in_the_six_languages_and_typed_in_ten():
    for record in RECORDS:
        assert set(record["names"]) == {"ar", "en", "es", "fr", "ru", "zh"}, record["code"]
        assert set(record["words"]) == {"ar", "de", "en", "es", "fr", "it", "pt", "ru", "tr", "zh"}, record["code"]


def test_no_word_stands_under_two_types():
    assert {word: codes for word, codes in WORDS.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("REVÓLVER", "revolver"),
        ("PISTOLA", "pistol"),
        ("FUZIL", "rifle"),
        ("ESPINGARDA", "shotgun"),
        ("CARABINA", "carbine"),
        ("GARRUCHA", "break-open-pistol"),
        ("GARRUCHÃO", "shotgun-pistol"),
        ("SUBMETRALHADORA", "submachine-gun"),
        ("METRALHADORA", "machine-gun"),
        ("ARMA DE FABRICAÇÃO CASEIRA", "craft-made"),
        ("CARTUCHO (INTACTO)", "cartridge"),
        ("CARTUCHO PERCUTIDO E NÃO DEFLAGRADO", "misfired-cartridge"),
        ("Simulacro", "replica"),
        ("INDETERMINADO", "unknown"),
        ("fusil de chasse", "shotgun"),
        ("fusil d'assaut", "assault-rifle"),
        ("fusil-mitrailleur", "light-machine-gun"),
        ("pistolet-mitrailleur", "submachine-gun"),
        ("mitrailleuse", "machine-gun"),
        ("مسدس", "pistol"),
        ("بندقية", "rifle"),
        ("بندقية صيد", "shotgun"),
        ("رشاش", "machine-gun"),
        ("手枪", "pistol"),
        ("步枪", "rifle"),
        ("冲锋枪", "submachine-gun"),
        ("автомат", "assault-rifle"),
        ("обрез", "sawn-off-shotgun"),
        ("av tüfeği", "shotgun"),
        ("Schreckschusspistole", "blank-firing"),
    ],
)
def test_what_officers_type_names_one_type(typed, code):
    assert WORDS[folded(typed)] == {code}


def test_the_weapons_listed_in_the_instrument_are_under_their_paragraph():
    small = {"pistol", "revolver", "rifle", "carbine", "submachine-gun", "assault-rifle", "light-machine-gun"}
    light = {
        "heavy-machine-gun", "grenade-launcher-hand-held", "grenade-launcher-under-barrel", "grenade-launcher-mounted",
        "anti-aircraft-gun", "anti-tank-gun", "recoilless-rifle", "rocket-launcher", "anti-tank-missile-launcher",
        "anti-aircraft-missile-launcher", "mortar",
    }  # fmt: skip
    assert {TYPES[code]["iti"] for code in small} == {"4(a)"}
    assert {TYPES[code]["iti"] for code in light} == {"4(b)"}
    assert {TYPES[code]["kind"] for code in light} == {"light-weapon"}


def test_ammunition_and_imitations_are_in_no_paragraph_of_the_instrument():
    outside = [record for record in RECORDS if record["kind"] in {"ammunition", "not-a-firearm", "part"}]
    assert [record["code"] for record in outside if "iti" in record or "unroca" in record] == []


def test_classes_are_those_of_the_instruments():
    lines = {"SA1", "SA2", "SA3", "SA4", "SA5", "SA6", "LW1", "LW2", "LW3", "LW4", "LW5", "LW6", "VII(b)"}
    headings = re.compile(r"93(01[129]0|0200|03[1239]0|0400|05[129][0-9]|06[239][019]|0700)")
    for record in RECORDS:
        assert record["kind"] in KINDS, record["code"]
        assert record.get("unroca", "SA1") in lines, record["code"]
        assert record.get("iafq", "other") in CLASSES, record["code"]
        assert headings.fullmatch(record.get("hs", "930200")), record["code"]
        assert re.fullmatch(r"[A-SVZ][A-Z]?", record.get("ncic", "P")), record["code"]


def test_every_type_names_known_sources():
    known = set(read_yaml(FOLDER / "sources.yaml"))
    assert [record["code"] for record in RECORDS if not record["sources"] or set(record["sources"]) - known] == []
