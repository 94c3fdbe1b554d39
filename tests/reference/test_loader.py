"""The reference files load, hold together, and damaged ones are refused with file and record."""

import shutil

import pytest

from salwa.reference import ReferenceFault, load_book
from salwa.reference.checks import faults
from salwa.reference.loader import FOLDER, load_folder, read_files

pytestmark = pytest.mark.one_engine


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the reference files that a test may damage, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copy = tmp_path / "reference"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_shipped_files_have_no_fault():
    assert faults(load_book(), read_files(FOLDER)) == []


def test_the_shipped_book_is_large_enough_to_be_useful():
    book = load_book()
    assert len(book.makers) >= 1000 and len(book.calibres) >= 600 and len(book.models) >= 800


def test_the_second_load_takes_the_kept_copy_and_gives_the_same_book(folder, tmp_path):
    first = load_folder(folder)
    assert len(list((tmp_path / "cache" / "salwa").glob("reference-*.json"))) == 1
    assert load_folder(folder) == first


def test_a_changed_file_is_read_again_not_taken_from_the_kept_copy(folder):
    first = load_folder(folder)
    append(folder / "makers" / "italy.yaml", "\n- {code: new-one, name: New One, country: ITA, sources: [general]}\n")
    second = load_folder(folder)
    assert "new-one" in second.makers and "new-one" not in first.makers
    assert second.version != first.version


def test_a_kept_copy_that_is_damaged_is_made_again(folder, tmp_path):
    first = load_folder(folder)
    for copy in (tmp_path / "cache" / "salwa").glob("reference-*.json"):
        copy.write_text("{", encoding="utf-8")
    assert load_folder(folder) == first


def test_a_cache_folder_that_cannot_be_written_only_costs_time(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert load_folder(folder).makers


def test_a_code_given_twice_is_refused_with_both_files(folder):
    append(folder / "makers" / "italy.yaml", "\n- {code: glock, name: Glock, country: AUT, sources: [general]}\n")
    with pytest.raises(ReferenceFault, match=r"makers/italy\.yaml: the code glock is used already in makers/austria"):
        load_folder(folder)


def test_a_record_without_its_name_is_refused_with_file_and_code(folder):
    append(folder / "makers" / "italy.yaml", "\n- {code: nameless, country: ITA, sources: [general]}\n")
    with pytest.raises(ReferenceFault, match=r"makers/italy\.yaml: nameless: .*name"):
        load_folder(folder)


def test_an_alias_that_yaml_takes_for_a_number_is_refused(folder):
    append(
        folder / "makers" / "italy.yaml", "\n- {code: n, name: N, country: ITA, aliases: [82], sources: [general]}\n"
    )
    with pytest.raises(ReferenceFault, match=r"aliases: 82 is not a text; put it in quotation marks"):
        load_folder(folder)


def test_broken_yaml_is_refused_with_the_file(folder):
    append(folder / "models" / "pistols_italy.yaml", "\n- [unclosed\n")
    with pytest.raises(ReferenceFault, match=r"models/pistols_italy\.yaml is not valid YAML"):
        load_folder(folder)


def test_dangling_references_and_clashes_are_found(folder):
    append(
        folder / "makers" / "italy.yaml",
        "\n- {code: odd, name: Odd, country: XXX, aliases: [Glock], predecessors: [nobody], sources: [hearsay]}\n",
    )
    found = faults(load_folder(folder), read_files(folder))
    assert "makers/italy.yaml: odd names the State XXX, which does not exist." in found
    assert "makers/italy.yaml: odd names the maker nobody, which does not exist." in found
    assert "makers/italy.yaml: odd names the source hearsay, which is not in sources.yaml." in found
    assert any("“glock” is a name of glock and of odd" in fault for fault in found)
