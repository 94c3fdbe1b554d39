"""The calibre tables, read as plain YAML: names that must never meet, and names that must.

A wrong equivalence sends a tracing request to the wrong maker; a missing one loses the weapon.
"""

import re
import unicodedata
from collections import defaultdict

import pytest

from salwa.reference.yaml_files import read_yaml
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_engine

FOLDER = ROOT / "src" / "salwa" / "reference"
KINDS = {"pistol", "revolver", "rifle", "rimfire", "shotgun", "heavy", "airgun", "blank", "historic", "unspecific"}
KEYS = {"code", "name", "kind", "bore_mm", "case_mm", "members", "synonyms", "compatible", "confused_with", "sources"}
UNIT = r"(?:mm|мм|ملم|مم|毫米)"

DIFFERENT = [
    ("5.56x45", ".223 Remington"),
    ("5,56 MM NATO", ".223 REMINGTON (5,56X45 MM)"),
    ("7,62x51", ".308 Win"),
    ("7.62 NATO", ".308 WINCHESTER (7,62X51 MM)"),
    ("7.62x51 CETME", "7.62x51 NATO"),
    ("6.8x51", ".277 SIG Fury"),
    (".38 S&W", ".38 Special"),
    (".38 S&W", ".38 S&W Special"),
    (".38 Short Colt", ".38 S&W"),
    (".38 Short Colt", ".38 Special"),
    (".38 Long Colt", ".38 Special"),
    (".38 Super", ".38 Special"),
    (".38 Super", ".38 ACP"),
    (".357 Magnum", ".38 Special"),
    (".357 Magnum", ".357 SIG"),
    (".45 ACP", ".45 Colt"),
    (".45 ACP", ".45 GAP"),
    (".45 Auto", ".45 Auto Rim"),
    ("9x18 Makarov", "9 mm Ultra"),
    ("9x18 Makarov", "9 mm Police"),
    ("9x18", "9х18 ПМ"),
    ("9x19", "9x17"),
    ("9x19", "9x18 Makarov"),
    ("9x19", "9 mm Glisenti"),
    ("9x19", "9x21"),
    ("9x19", "9x19R"),
    ("9x19", "9 mm P.A.K."),
    ("9x19", "9 mm"),
    ("9 mm Browning Short", "9 mm Browning Long"),
    ("9x23 Largo", "9x23 Winchester"),
    ("7.62x25", "7.63x25 Mauser"),
    ("7.62x39", "7.62x51"),
    ("7.62x39", "7.62x54R"),
    ("7.62x39", "7.62"),
    ("7.62x38R", "7.62x54R"),
    ("7.65 Browning", "7.65 Parabellum"),
    ("7.65 Browning", "7,65 MM"),
    ("7.65x53", "7.65x17"),
    (".32 ACP", ".32 S&W Long"),
    (".32 ACP", ".32 S&W"),
    (".32 S&W", ".32 S&W Long"),
    (".32", "32 gauge"),
    (".30 Carbine", ".30-06"),
    (".30-06", ".30-30"),
    (".40 S&W", "10 mm Auto"),
    (".40", "40 mm"),
    (".44 Magnum", ".44-40"),
    (".44 Special", ".44 Russian"),
    (".50 BMG", "12.7x108"),
    (".50 BMG", ".50 AE"),
    ("12.7x42", "12.7x99"),
    (".22 LR", ".22 Magnum"),
    (".22 LR", ".22 Short"),
    (".22 LR", "5.5 mm air"),
    ("8x57 IS", "8x57 I"),
    ("8x57", "7.92x57"),
    ("8x50R Lebel", "8x50R Mannlicher"),
    ("8x50R Lebel", "8x27R"),
    (".303 British", ".303 Savage"),
    (".338 Lapua", ".338 Win Mag"),
    (".300 Blackout", ".300 Win Mag"),
    ("40x46", "40x53"),
    ("40x46", "VOG-25"),
    ("81 mm mortar", "82 mm mortar"),
    ("12 gauge", "12 mm"),
    ("20 gauge", "20 mm"),
    ("12/70", "16/70"),
    (".410", ".41 Magnum"),
    ("4.5 mm", ".45"),
    ("10x22 T", ".40 S&W"),
]
SAME = [
    ("6,35 MM", ".25 ACP"),
    (".25 AUTO", "6,35 MM BROWNING"),
    ("7,65 mm Browning", ".32 ACP (7,65X17 MM)"),
    ("7.65x17SR", ".32 Auto"),
    ("9 mm Browning Short", ".380 ACP"),
    ("9 mm kurz", "9x17"),
    ("9 MM CURTO", "9 mm Corto"),
    (".380 AUTO (9X17)", "9 mm Short"),
    ("9 MM LUGER (9X19MM)", "9x19"),
    ("9 mm Para", "9 mm NATO"),
    ("9х19", "9x19"),
    ("9 MM LUGER +P+", "9 mm Parabellum"),
    ("9х18 ПМ", "9x18 Makarov"),
    ("калибр 9х18 ПМ", "9 mm Makarov"),
    ("7,62х39", "7.62x39 M43"),
    ("7,62 MM KALASHNIKOV", "7.62x39"),
    ("7,62 MM RUSSIAN SHORT", "7.62x39 мм"),
    ("7.62x54", "7.62x54R"),
    ("7,62х25 ТТ", "7.62 mm Tokarev"),
    (".45 ACP (11,43X23 MM)", "11.43x23"),
    (".45 Long Colt", ".45 Colt"),
    (".30-06 (7,62 X 63 MM)", "7.62x63"),
    (".30/06", ".30-06 Springfield"),
    (".50 Browning", "12.7x99 NATO"),
    (".38 SPL", ".38 Special (9 x 29,5 mm)"),
    (".38 SPL + P", ".38 S&W Special"),
    (".38/200", ".38 S&W"),
    (".38 Colt New Police", ".38 S&W (9X20 MM)"),
    (".32 Colt New Police", ".32 S&W Long"),
    (".32 S&W Short", ".32 S&W"),
    (".40 S&W (10 X 22)", ".40 Smith & Wesson"),
    (".30 Carbine (7,62 X 33 MM)", "7.62x33"),
    (".30 Luger", "7.65 Parabellum"),
    (".275 Rigby", "7x57"),
    (".303", "7.7x56R"),
    (".370 Sako Magnum", "9.3x66 Sako"),
    (".44 WCF", ".44-40 Winchester"),
    ("8x57 JS", "7.92x57"),
    ("7.62x51 OTAN", "7,62 MM NATO"),
    (".308", ".308 WINCHESTER (7,62X51 MM)"),
    (".223 ARMALITE (5,56X45 MM)", ".223"),
    (".22 LR (SUBSONIC)", ".22 Long Rifle"),
    (".22 Magnum", ".22 WMR"),
    ("12/70", "12 GA"),
    ("12х70", "cal. 12"),
    ("16 X 70", "16 gauge"),
    ("36/63,5 KNOCK", ".410"),
    ("calibre 36", "410"),
    (".32/63,5 bagos", "32 gauge"),
    ("28/70", "28 GA"),
    ("عيار 9 ملم", "9 mm"),
    ("9毫米", "9 мм"),
    ("калибр 5,45х39", "5.45x39"),
]


def folded(text: str) -> str:
    """Without case, spaces and punctuation; "," is "." within numbers; mm goes, except after a lone number."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("х", "x").replace("×", "x").replace(",", ".")
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = re.sub(r"(?<![0-9])\.|\.(?![0-9])", "", text)
    text = re.sub(r"[^\w.]|_", "", text)
    if re.fullmatch(rf"[\d.]+{UNIT}", text):
        return re.sub(UNIT, "mm", text)
    return re.sub(rf"(?<=\d){UNIT}", "", text)


def load() -> dict[str, dict]:
    records = {}
    for path in sorted((FOLDER / "calibres").glob("*.yaml")):
        for record in read_yaml(path):
            assert record["kind"] == path.stem, f"{path.name}: {record['code']} is of kind {record['kind']}"
            assert record["code"] not in records, f"{path.name}: {record['code']} is given twice"
            records[record["code"]] = record
    return records


CALIBRES = load()
NAMES: defaultdict[str, set[str]] = defaultdict(set)
for _code, _record in CALIBRES.items():
    for _name in (_record["name"], *_record["synonyms"]):
        NAMES[folded(_name)].add(_code)


def code_of(text: str) -> str:
    codes = NAMES.get(folded(text), set())
    assert len(codes) == 1, f"{text!r} names {sorted(codes)}"
    return next(iter(codes))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_cartridges_never_share_a_code(one, other):
    assert code_of(one) != code_of(other)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_chamber_share_a_code(one, other):
    assert code_of(one) == code_of(other)


def test_there_are_enough_calibres_of_every_kind():
    assert {record["kind"] for record in CALIBRES.values()} == KINDS
    assert sum(record["kind"] != "unspecific" for record in CALIBRES.values()) >= 420


def test_no_name_belongs_to_two_calibres():
    assert {name: codes for name, codes in NAMES.items() if len(codes) > 1} == {}


def test_every_reference_to_a_calibre_exists_and_is_another_one():
    wrong = [
        (code, key, other)
        for code, record in CALIBRES.items()
        for key in ("compatible", "confused_with", "members")
        for other in record.get(key, ())
        if other not in CALIBRES or other == code
    ]
    assert wrong == []


def test_only_unspecific_entries_have_members_and_they_name_specific_calibres():
    for code, record in CALIBRES.items():
        members = record.get("members", [])
        assert bool(members) == (record["kind"] == "unspecific"), code
        assert [m for m in members if CALIBRES[m]["kind"] == "unspecific"] == [], code


def test_a_combined_text_with_a_nato_metric_in_brackets_is_the_commercial_cartridge():
    assert code_of(".223 REMINGTON (5,56X45 MM)") == "223-remington"
    assert code_of(".308 WINCHESTER (7,62X51 MM)") == "308-winchester"
    assert code_of("5.56x45") == "5.56x45mm-nato"
    assert code_of("7.62x51") == "7.62x51mm-nato"
    assert code_of(".223/5.56") == "5.56mm-unspecific"


def test_what_a_magnum_chamber_takes_is_one_way():
    assert "38-special" in CALIBRES["357-magnum"]["compatible"]
    assert "357-magnum" not in CALIBRES["38-special"]["compatible"]
    assert "223-remington" in CALIBRES["5.56x45mm-nato"]["compatible"]
    assert "5.56x45mm-nato" not in CALIBRES["223-remington"].get("compatible", [])
    assert "7.63x25mm" in CALIBRES["7.62x25mm"]["compatible"]
    assert "compatible" not in CALIBRES["7.63x25mm"]


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        ("9 MM", "9x19mm"),
        (".38", "38-special"),
        ("7.62", "7.62x39mm"),
        ("7,65 MM", "32-acp"),
        (".380", "380-acp"),
        (".40", "40-sw"),
        (".45", "45-acp"),
        (".22", "22-lr"),
        (".44", "44-magnum"),
        (".30", "30-06-springfield"),
        ("9x18", "9x18mm-makarov"),
    ],
)
def test_a_bare_bore_is_unspecific_and_lists_its_likeliest_cartridge_first(text, likeliest):
    record = CALIBRES[code_of(text)]
    assert record["kind"] == "unspecific"
    assert record["members"][0] == likeliest


def test_a_bare_32_may_be_the_shotgun_gauge():
    assert "32-gauge" in CALIBRES[code_of("32")]["members"]


def test_measures_are_numbers_in_millimetres_that_agree_with_a_metric_code():
    for code, record in CALIBRES.items():
        assert set(record) <= KEYS, code
        for key in ("bore_mm", "case_mm"):
            assert isinstance(record.get(key, 1.0), float), f"{code}: {key}"
            assert 1 <= record.get(key, 1.0) <= 180, f"{code}: {key}"
        metric = re.match(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm", code)
        if metric and record["kind"] != "unspecific":
            assert abs(record.get("bore_mm", float(metric[1])) - float(metric[1])) <= 0.6, code
            assert abs(record.get("case_mm", float(metric[2])) - float(metric[2])) <= 1.0, code


def test_mortar_bores_allow_the_limits_of_the_instruments_to_be_applied():
    bores = {code: CALIBRES[code]["bore_mm"] for code in CALIBRES if code.endswith("-mortar")}
    assert [code for code, bore in bores.items() if bore >= 100] == ["107mm-mortar", "120mm-mortar"]
    assert sorted(code for code, bore in bores.items() if bore < 75) == [
        "50mm-mortar",
        "51mm-mortar",
        "52mm-mortar",
        "60mm-mortar",
    ]


def test_every_record_names_known_sources():
    known = set(read_yaml(FOLDER / "sources.yaml"))
    assert [code for code, record in CALIBRES.items() if not record["sources"] or set(record["sources"]) - known] == []
