"""The reviewed list of States is complete, and only Member States count in regional groups."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from salwa.domain.languages import LANGUAGES
from salwa.domain.states import MEMBER_STATES, RegionalGroup, wrong_group_sizes
from salwa.reference.yaml_files import read_yaml

FOLDER = Path(__file__).parents[3] / "src" / "salwa" / "reference"
RECORDS: list[dict[str, Any]] = [
    record for file in sorted((FOLDER / "states").glob("*.yaml")) for record in read_yaml(file)
]
MEMBERS = [record for record in RECORDS if record["member"]]
HISTORIC = read_yaml(FOLDER / "states_historic.yaml")


def size(membership: str) -> int:
    return sum(membership in record.get("groups", []) for record in RECORDS)


def test_there_are_193_member_states_in_groups_of_54_54_23_33_and_29() -> None:
    assert MEMBER_STATES == len(MEMBERS) == 193
    assert wrong_group_sizes(record["group"] for record in MEMBERS) == {}


def test_a_missing_state_is_noticed_in_its_group() -> None:
    without = [record["group"] for record in MEMBERS if record["code"] != "MLT"]
    assert wrong_group_sizes(without) == {RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: (28, 29)}


def test_observers_and_areas_are_in_no_group() -> None:
    assert {record["code"] for record in RECORDS if record.get("observer")} == {"VAT", "PSE"}
    assert [record["code"] for record in RECORDS if not record["member"] and "group" in record] == []


def test_every_group_has_a_name_of_its_own() -> None:
    assert len({group.english for group in RegionalGroup}) == 5


def test_every_member_state_has_a_short_and_a_formal_name_in_the_six_languages() -> None:
    wanted = {language.code: {"short", "formal"} for language in LANGUAGES}
    given = {
        record["code"]: {language: {kind for kind in name if name[kind]} for language, name in record["names"].items()}
        for record in MEMBERS
    }
    assert {code: names for code, names in given.items() if names != wanted} == {}


def test_names_stand_without_articles() -> None:
    marks = (" (the)", " (la)", " (le)", " (les)", " (l')", " (el)", " (las)", " (los)", "*")
    names = [name["short"] for record in RECORDS for name in record["names"].values()]
    assert [name for name in names if name.endswith(marks)] == []


def test_codes_are_unique_and_those_referred_to_exist() -> None:
    today = {record["code"] for record in RECORDS}
    codes = [record["code"] for record in (*RECORDS, *HISTORIC)]
    assert len(set(codes)) == len(codes)
    assert len({record["iso2"] for record in RECORDS}) == len(RECORDS)
    assert {record["under"] for record in RECORDS if "under" in record} <= today
    assert {code for record in HISTORIC for code in record["successors"]} <= today


def test_the_memberships_have_the_known_sizes() -> None:
    known = {"EU": 27, "ASEAN": 11, "ECOWAS": 12, "SADC": 16, "CARICOM": 15, "LAS": 22, "AU": 54, "RECSA": 15}
    assert {membership: size(membership) for membership in known} == known
    assert (size("COMMONWEALTH"), size("LLDC"), size("OSCE"), size("NATO")) == (56, 32, 57, 32)


def plain(text: str) -> str:
    """As the readers compare names: case, accents and punctuation do not count."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in letters if char.isalnum()).replace("ı", "i")


def owners() -> dict[str, set[str]]:
    """Whom each code, name and alias stands for."""
    found: dict[str, set[str]] = {}
    for record in (*RECORDS, *HISTORIC):
        names = [text for name in record["names"].values() for text in name.values()]
        for text in (record["code"], *names, *record.get("aliases", [])):
            found.setdefault(plain(text), set()).add(record["code"])
    return found


def test_no_name_or_alias_means_two_states() -> None:
    assert {text: codes for text, codes in owners().items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("USA", "EUA, U.S.A., Estados Unidos, États-Unis, США, 美国, ABD, Stati Uniti, Vereinigte Staaten"),
        ("GBR", "Inglaterra, UK, Reino Unido, Großbritannien, İngiltere, Англия"),
        ("DEU", "Alemanha, Alemanha Ocidental, Deutschland, Germania, Almanya, ФРГ, RFA"),
        ("CZE", "Rep. Tcheca, Czech Republic, Tchéquia, Tschechien, Çekya"),
        ("KOR", "Coréia do Sul, Coreia do Sul, South Korea, 韩国, Güney Kore"),
        ("CHN", "КНР, PRC, VR China, Çin"),
        ("TUR", "Turquia, Turkey, Türkei, Türkiye, تركيا"),
        ("SUN", "URSS, СССР, USSR, Sowjetunion"),
        ("YUG", "Iugoslávia, SFRJ, Jugoslawien"),
        ("CSK", "Tchecoslováquia, ČSSR, Czechoslovakia"),
        ("DDR", "GDR, RDA, ГДР, Alemanha Oriental"),
        ("TWN", "Taiwan, R.O.C., 台湾"),
    ],
)
def test_what_officers_type_finds_its_state(code: str, typed: str) -> None:
    known = owners()
    assert [text for text in typed.split(", ") if known.get(plain(text)) != {code}] == []
