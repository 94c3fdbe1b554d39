"""Every requirement of ASVS 5.0.0 up to level 2 is answered once, and the evidence exists."""

import copy
import re
from collections import Counter

import pytest

from salwa.commands.docs_assurance import CHAPTERS, STATUSES, asvs_page, read
from salwa.commands.docs_pages import ASSURANCE, REFERENCE
from tests.architecture.papers import heading_exists, is_test

pytestmark = pytest.mark.one_engine

# Section -> level of each of its requirements, in their order, as the standard has them (5.0.0, May 2025).
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222",
    "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
WANTED = {
    f"V{section}.{number}": int(level)
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, start=1)
    if level in "12"
}


def answers():
    return read(ASSURANCE, "asvs.yaml")


def faults(found):
    """Everything that is not as it should be."""
    told = [f"{one} is not answered" for one in WANTED if one not in found]
    told += [f"{one} is no requirement of these levels" for one in found if one not in WANTED]
    for number, row in found.items():
        told += [f"{number}: {fault}" for fault in faults_of(number, row)]
    return told


def faults_of(number, row):
    if row["level"] != WANTED.get(number, row["level"]):
        yield "another level"
    if row["status"] not in STATUSES:
        yield "no such status"
    if row["status"] == "met":
        if not row.get("evidence"):
            yield "met without evidence"
        for one in row.get("evidence", ()):
            if not (heading_exists(one) if one.startswith("docs/") else is_test(one)):
                yield f"no such evidence: {one}"
    elif not row.get("because"):
        yield "no reason"
    if not 4 <= len(row["asks"]) <= 80:
        yield "not in a few words"


def test_the_list_of_requirements_has_the_numbers_of_the_standard():
    everything = Counter("".join(LEVELS.values()))
    assert (everything["1"], everything["2"], everything["3"]) == (70, 183, 92)
    assert len(WANTED) == 253
    assert {int(section.split(".")[0]) for section in LEVELS} == set(CHAPTERS)


def test_every_requirement_is_answered_once():
    assert faults(answers()) == []
    text = (ASSURANCE / "asvs.yaml").read_text(encoding="utf-8")
    assert Counter(re.findall(r"^(V[\d.]+):", text, re.M)) == Counter(list(WANTED))


def test_the_counts_on_the_page_are_those_of_its_rows():
    page = (REFERENCE / "asvs.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (V\d+\.\d+\.\d+) \| .*? \| ([12]) \| (met|not met|not applicable) \|", page, re.M)
    assert {one: int(level) for one, level, _ in lines} == WANTED
    for level in "12":
        counted = Counter(status for _, at, status in lines if at == level)
        told = " | ".join(str(counted[status]) for status in STATUSES)
        assert f"| {level} | {told} | {sum(counted.values())} |" in page


@pytest.mark.parametrize(
    ("number", "change", "expected"),
    [
        ("V1.2.4", {"evidence": ["tests/web/test_tags.py::test_nothing_of_the_kind"]}, "no such evidence"),
        ("V2.1.1", {"evidence": ["docs/explanation/security-rules.md#what-may-not-come-in"]}, "no such evidence"),
        ("V1.2.4", {"evidence": []}, "met without evidence"),
        ("V1.2.6", {"because": ""}, "no reason"),
        ("V1.2.4", {"level": 2}, "another level"),
        ("V1.2.4", {"status": "nearly met"}, "no such status"),
        ("V1.2.10", {"level": 3}, "is no requirement of these levels"),
        ("V1.2.4", None, "is not answered"),
    ],
)
def test_control_each_kind_of_fault_is_seen(number, change, expected):
    found = copy.deepcopy(answers())
    if change is None:
        del found[number]
    else:
        found[number] = {"level": 1, "asks": "some words", "status": "met"} | found.get(number, {}) | change
    assert any(expected in one for one in faults(found))


def test_the_page_is_made_of_the_answers():
    found = copy.deepcopy(answers())
    found["V1.2.4"]["status"] = "not met"
    found["V1.2.4"]["because"] = "a reason of this test"
    assert "a reason of this test" in asvs_page(found, lambda head, rows: "\n".join(" ".join(row) for row in rows))
