import dataclasses

import numpy as np
import pytest
from tests.domain.marks.matching.series import columns, rows

from salwa.domain.marks.matching.building import write_segment
from salwa.domain.marks.matching.index import Index
from salwa.domain.marks.matching.layout import DamagedSegment, check_file
from salwa.domain.marks.matching.query import Depth, MarkQuery
from salwa.domain.marks.matching.reasons import serial_cost
from salwa.domain.marks.matching.records import RecordColumns, code16, columns_of, joined, year8
from salwa.domain.marks.matching.segment import Segment, segment_in_memory
from salwa.domain.marks.matching.side import SideTable, side_records
from salwa.domain.marks.skeleton import skeleton

pytestmark = pytest.mark.one_engine
COUNT = 2_000


@pytest.fixture(scope="module")
def index():
    return Index([segment_in_memory(columns(COUNT))])


def query(text, maker="", **others):
    return MarkQuery(serial=text, skeleton=skeleton(text), maker=code16(maker), **others)


def weapons(ranked):
    return [candidate.weapon for candidate in ranked.candidates]


@pytest.mark.parametrize("depth", list(Depth))
def test_every_record_is_found_by_its_own_mark_first(index, depth):
    wrong = [
        row.text for row in rows(COUNT)[:400] if weapons(index.find(query(row.text, row.maker), depth))[0] != row.weapon
    ]
    assert wrong == []


def test_full_depth_finds_what_comparing_every_record_finds(index):
    all_rows = rows(COUNT)
    for place in range(0, COUNT, 97):
        row = all_rows[place]
        asked = row.text[:-3] + row.text[-2] + row.text[-3] + "7"  # a swap and a replacement
        asked_query = query(asked, row.maker)
        nearest = min(
            serial_cost(asked_query.skeleton, other.skeleton) for other in all_rows if other.maker in (row.maker, "")
        )
        assert index.find(asked_query, Depth.FULL, limit=50).candidates[0].cost == pytest.approx(nearest)


def test_records_without_a_maker_are_found_under_every_maker(index):
    row = next(row for row in rows(COUNT) if row.maker == "")
    assert weapons(index.find(query(row.text, "aster"), Depth.FULL))[0] == row.weapon


def test_a_misread_maker_does_not_hide_the_weapon(index):
    row = next(row for row in rows(COUNT) if row.maker == "boreal")
    assert row.weapon in weapons(index.find(query(row.text, "corvus")))


def test_other_marks_decide_between_equal_serials():
    given = [dataclasses.replace(rows(1)[0], mark=place, weapon=place, year=1980 + place) for place in range(4)]
    ranked = Index([segment_in_memory(columns_of(given))]).find(query(given[0].text, "aster", year=year8(1982)))
    assert weapons(ranked)[0] == 2


def test_a_digit_for_a_letter_is_likelier_than_a_letter_for_a_letter():
    texts = ["DA12345", "0A12345"]
    given = [
        dataclasses.replace(rows(1)[0], mark=place, weapon=place, text=text, skeleton=skeleton(text))
        for place, text in enumerate(texts)
    ]
    assert weapons(Index([segment_in_memory(columns_of(given))]).find(query("OA12345", "aster")))[0] == 1


def test_several_segments_and_the_side_answer_as_one_segment_does(index):
    whole = columns(COUNT)
    parts = [
        RecordColumns(*(getattr(whole, field.name)[part] for field in dataclasses.fields(whole)))
        for part in (slice(0, 700), slice(700, 701), slice(701, 1_900))
    ]
    saved = {}
    for key, record in side_records(columns_of(rows(COUNT)[1_900:])):
        saved.setdefault(key, []).append(record)
    split = Index([segment_in_memory(part) for part in parts])
    for row in rows(COUNT)[::53]:
        asked = query(row.text[:-1] + "?", row.maker)
        beside = split.beside(SideTable(lambda keys: [one for key in keys for one in saved.get(key, [])]))
        one, other = (
            {found.weapon for found in each.find(asked, Depth.FULL, limit=96).candidates if found.cost < 0.5}
            for each in (index, beside)
        )
        assert row.weapon in one
        assert one <= other  # the side does not sort by maker


def test_many_queries_are_answered_in_their_order(index):
    asked = [query(row.text, row.maker) for row in rows(COUNT)[::37]]
    assert index.find_many(asked) == [index.find(one) for one in asked]


def test_chances_of_the_candidates_and_of_none_add_up_to_one(index):
    for row in rows(COUNT)[:200:7]:
        ranked = index.find(query("?" + row.text[1:], row.maker), limit=100)
        assert sum(one.probability for one in ranked.candidates) + ranked.absent == pytest.approx(1.0)


@pytest.mark.parametrize("serial", ["", "?", "????", "Z", "9" * 40, "1?3?5?7?9?"])
def test_serials_that_tell_nothing_are_answered(index, serial):
    assert index.find(query(serial), Depth.FULL).absent >= 0


def test_an_empty_index_finds_nothing():
    assert Index([]).find(query("123456")).candidates == ()
    assert Index([segment_in_memory(columns(0))]).find(query("123456", "aster"), Depth.FULL).absent == 1.0


def test_equal_columns_make_equal_files(tmp_path):
    for name in ("one", "two"):
        write_segment(columns(500), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_file_answers_as_the_segment_in_memory_does(tmp_path, index):
    write_segment(columns(COUNT), tmp_path / "one", "7")
    opened = Segment.open(tmp_path / "one")
    asked = [query(row.text[1:], row.maker) for row in rows(COUNT)[::91]]
    assert (opened.folding, Index([opened]).find_many(asked)) == ("7", index.find_many(asked))


@pytest.mark.parametrize("place", [0, 3, 30, 200, 4_100, -1_000])
def test_a_changed_byte_is_noticed(tmp_path, place):
    write_segment(columns(500), tmp_path / "one")
    whole = bytearray((tmp_path / "one").read_bytes())
    place = place if place >= 0 else _last_entry(whole)
    whole[place] ^= 0x41
    (tmp_path / "one").write_bytes(bytes(whole))
    with pytest.raises(DamagedSegment):
        check_file(tmp_path / "one")


def _last_entry(whole):
    return max(place for place, byte in enumerate(whole) if byte)


@pytest.mark.parametrize("length", [0, 10, 4_096, -1])
def test_a_cut_file_is_refused(tmp_path, length):
    write_segment(columns(500), tmp_path / "one")
    (tmp_path / "one").write_bytes((tmp_path / "one").read_bytes()[:length])
    with pytest.raises(DamagedSegment):
        Segment.open(tmp_path / "one")


def test_a_merge_keeps_the_newest_entry_of_a_mark():
    old, new = columns(10), columns(10)
    new.year[:] = 99
    assert joined([old, new]).newest().year.tolist() == [99] * 10
    assert np.array_equal(joined([old]).newest().mark, old.mark)
