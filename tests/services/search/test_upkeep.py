import threading

import pytest
from django.db import connection, transaction

from salwa.domain.accounts import Role
from salwa.domain.marks.matching.records import MarkRow
from salwa.domain.marks.skeleton import skeleton
from salwa.services.search import upkeep
from salwa.services.search.asked import MarksAsked, understood
from salwa.services.search.find import answer_to
from salwa.services.search.segments import IndexUnusable, forget, index_folder
from salwa.services.search.upkeep import (
    index_batch,
    index_status,
    merge_after_import,
    merge_segments,
    rebuild_index,
    rows_of_marks,
)
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Mark, SearchKey, SearchSegment, Weapon
from tests.builders.people import a_person
from tests.services.search.weapons import a_mark, a_taurus, a_weapon

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_folder():
    for file in index_folder().iterdir():
        file.unlink()


def found(serial, maker="Taurus"):
    asked = understood(MarksAsked(serial=serial, maker=maker))
    return [one.weapon for one in answer_to(asked, 10).candidates]


def a_batch(first, count):
    """So many weapons saved as an import saves them: rows at once, one part of the index."""
    with transaction.atomic():
        weapons = [a_weapon_row(f"ZK{number:06d}") for number in range(first, first + count)]
        marks = [mark.pk for mark in (a_mark(weapon, weapon.reference) for weapon in weapons)]
        index_batch(list(rows_of_marks(marks)))
    return weapons


def a_weapon_row(serial):
    from django.utils import timezone

    from tests.services.search.weapons import NUMBERS

    return Weapon.objects.create(
        identity=f"{next(NUMBERS):032x}", recorded_at=timezone.now(), recorded_by_id=1, reference=serial,
        maker_text="Rossi", maker_code="rossi",
    )  # fmt: skip


def test_single_marks_are_keys_and_many_marks_are_one_part():
    a_taurus("TAB48213")
    a_batch(100, 70)
    assert (SearchKey.objects.values("mark").distinct().count(), SearchSegment.objects.get().kind) == (1, "batch")


def test_rows_of_a_batch_are_found_in_the_transaction_that_saves_them():
    with transaction.atomic():
        weapons = a_batch(100, 70)
        assert found("ZK000113", "Rossi")[0] == weapons[13].pk
        assert found("KZ000113", "Rossi")[0] == weapons[13].pk


def test_a_transaction_that_is_undone_leaves_nothing_to_find():
    with pytest.raises(RuntimeError), transaction.atomic():
        a_batch(100, 70)
        a_taurus("TAB48213")
        assert found("TAB48213") != []
        raise RuntimeError
    assert (found("TAB48213"), found("ZK000113", "Rossi"), SearchKey.objects.count()) == ([], [], 0)
    # The identifiers of the undone parts are given again; the old ones must not be remembered.
    others = a_batch(777_700, 70)
    assert (found("ZK000113", "Rossi"), found("ZK777713", "Rossi")[0]) == ([], others[13].pk)


def test_a_merge_makes_one_sealed_file_of_everything_and_nothing_is_lost():
    pistol = a_taurus("TAB48213")
    weapons = a_batch(100, 70)
    merge_segments(acting_user=a_person(Role.ADMINISTRATOR))
    status = index_status(thorough=True)
    assert (status.marks, status.sealed, status.batches, status.keys, status.unusable) == (71, 1, 0, 0, "")
    assert (found("TAB48218"), found("ZK000113", "Rossi")[0]) == ([pistol.pk], weapons[13].pk)
    assert AuditEntry.objects.get(action="search.merged").details == {"marks": 71, "parts": 1}


def test_later_merges_take_in_small_parts_and_leave_large_ones(settings):
    a_batch(1_000, 700)
    merge_after_import()
    a_batch(5_000, 70)
    merge_after_import()
    a_taurus("TAB48213")
    merge_after_import()
    assert sorted(SearchSegment.objects.values_list("records", flat=True)) == [1, 70, 700]
    assert len(list(index_folder().glob("*.segment"))) == 3


def test_a_corrected_mark_is_found_as_corrected_only():
    weapon = a_taurus("TAB48213")
    merge_after_import()
    mark = Mark.objects.get(weapon=weapon)
    mark.text = mark.normalised = "KLM99120"
    mark.skeleton = skeleton(mark.text)
    with transaction.atomic():
        mark.save()
        from salwa.services.search.upkeep import index_mark

        index_mark(mark)
    assert (found("KLM99120"), found("TAB48213")) == ([weapon.pk], [])


def test_the_index_is_built_again_from_the_register_alone():
    pistol = a_taurus("TAB48213")
    rifle = a_weapon("ВЖ1234", maker_code="tula-arms", maker_text="TOZ")
    SearchKey.objects.all().delete()
    seen = []
    marks = rebuild_index(acting_user=a_person(Role.ADMINISTRATOR), progress=lambda *done: seen.append(done))
    assert (marks, seen) == (3, [(2, 2)])  # a mark in Cyrillic is findable by shape and by sound
    assert (found("TAB48218"), found("VZH1234", "TOZ"), found("ВЖ1234", "TOZ")) == ([pistol.pk], [rifle.pk], [rifle.pk])


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_a_damaged_file_is_noticed_and_built_again(damage):
    pistol = a_taurus("TAB48213")
    merge_after_import()
    (file,) = index_folder().glob("*.segment")
    whole = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(whole[:-4096])
    elif damage == "changed":
        file.write_bytes(whole[:4100] + b"\xff" + whole[4101:])
    assert file.name in index_status(thorough=True).unusable
    rebuild_index(acting_user=a_person(Role.ADMINISTRATOR))
    assert (found("TAB48218"), index_status(thorough=True).unusable) == ([pistol.pk], "")


@pytest.mark.parametrize("damage", ["missing", "cut", "of another version"])
def test_a_look_up_that_meets_an_unusable_file_builds_the_index_again(damage):
    pistol = a_taurus("TAB48213")
    merge_after_import()
    (file,) = index_folder().glob("*.segment")
    whole = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(whole[:-4096])
    elif damage == "of another version":
        file.write_bytes(whole)
        SearchSegment.objects.update(layout=1)
    forget()
    assert (found("TAB48218"), index_status(thorough=True).unusable) == ([pistol.pk], "")
    assert AuditEntry.objects.get(action="search.rebuilt").actor is None


def test_a_large_register_is_not_built_again_unasked(monkeypatch):
    a_taurus("TAB48213")
    merge_after_import()
    next(index_folder().glob("*.segment")).unlink()
    forget()
    monkeypatch.setattr(upkeep, "MENDED_UNASKED", 0)
    with pytest.raises(IndexUnusable, match="missing or damaged"):
        found("TAB48213")


def test_many_batches_are_merged_after_the_transaction_that_brings_the_last():
    for number in range(16):
        a_batch(1_000 * number, 64)
    assert (SearchSegment.objects.filter(kind="batch").count(), index_status().marks) == (0, 16 * 64)


def test_marks_are_indexed_in_a_transaction_only():
    with pytest.raises(RuntimeError, match="in the transaction that saves them"):
        index_batch([MarkRow(1, 1, "123")])


def test_writers_at_the_same_time_and_merges_between_them_lose_nothing():
    faults = []

    def write(letter):
        try:
            for number in range(12):
                serial = f"{letter}{7_130_000 + 1_117 * number}"
                with transaction.atomic():
                    weapon = a_taurus(serial)
                    if weapon.pk not in found(serial.replace("3", "8", 1)):
                        faults.append(serial)
                if number % 4 == 3:
                    merge_after_import()
                if found(serial) == []:
                    faults.append(f"{serial} after the merge")
        except Exception as error:
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[letter]) for letter in "HKM"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    merge_after_import()
    assert (faults, index_status().marks) == ([], 36)
