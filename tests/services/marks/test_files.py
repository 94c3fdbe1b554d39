"""A file of marks: columns kept, meaning added, bad files refused in words."""

import csv
import subprocess
import sys

import pytest

from salwa.services.marks.files import ADDED, UnreadableMarks, read_marks_file

pytestmark = pytest.mark.one_engine


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(tmp_path, text, encoding="utf-8"):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return read_marks_file(source, target), rows_of(target)


def test_input_columns_come_first_and_unchanged(tmp_path):
    _, rows = read(tmp_path, "note,serial,maker\n x ,  007,Taurus\n")
    assert list(rows[0]) == ["note", "serial", "maker", *ADDED]
    assert (rows[0]["note"], rows[0]["serial"], rows[0]["maker"]) == (" x ", "  007", "Taurus")


def test_a_whole_row_is_read(tmp_path):
    summary, rows = read(tmp_path, "maker,model,calibre,type,serial\nTAURUS,PT 92,9 MM,PISTOLA,s/n tjx-212?4\n")
    row = rows[0]
    assert {name: row[name] for name in ADDED if name not in ("reasons", "confidence")} == {
        "maker_code": "taurus", "maker_country": "BRA", "model_code": "taurus-pt-92", "calibre_code": "9x19mm",
        "type_code": "pistol", "serial_state": "partial", "serial_normalised": "TJX212?4", "year": "2016",
    }  # fmt: skip
    assert float(row["confidence"]) == 0.75
    assert " | " in row["reasons"]
    assert (summary.rows, summary.states) == (1, {"partial": 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_with_and_without_a_byte_order_mark(tmp_path, encoding):
    _, rows = read(tmp_path, "maker,serial\nТаурус,б/н\n", encoding)
    assert (rows[0]["maker_code"], rows[0]["serial_state"]) == ("taurus", "none")


def test_semicolons_and_header_words_of_any_case_are_understood(tmp_path):
    _, rows = read(tmp_path, "Make;Caliber;Serial Number\nGlock;9 mm;ABC123\n")
    assert (rows[0]["maker_code"], rows[0]["calibre_code"], rows[0]["serial_normalised"]) == (
        "glock", "9mm-unspecific", "ABC123",
    )  # fmt: skip


def test_country_and_year_columns_are_evidence(tmp_path):
    _, rows = read(tmp_path, "maker,country,year\nAP,Philippines,1974\n")
    assert (rows[0]["maker_code"], rows[0]["year"]) == ("armscor-ph", "1974")


def test_rows_with_too_many_or_too_few_cells_do_not_stop_the_run(tmp_path):
    summary, rows = read(tmp_path, "maker,serial\nTaurus\nGlock,ABC123,extra,extra\n\nColt,123456\n")
    assert summary.rows == 3
    assert [row["maker_code"] for row in rows] == ["taurus", "glock", "colt"]
    assert "2 cells more than the header" in rows[1]["reasons"]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    with pytest.raises(UnreadableMarks) as refusal:
        read(tmp_path, "maker,serial\nGlock,1\nČeská,2\n", "cp1250")
    assert "line 3" in refusal.value.sentence.english()
    assert not (tmp_path / "out.csv").exists()


def test_nul_characters_are_refused(tmp_path):
    with pytest.raises(UnreadableMarks, match="NUL"):
        read(tmp_path, "maker,serial\nGl\0ock,1\n")


def test_a_file_without_a_known_column_is_refused_with_its_header(tmp_path):
    with pytest.raises(UnreadableMarks, match="the header reads: name, price"):
        read(tmp_path, "name,price\nx,1\n")


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "salwa.commands.main", "marks", "read", *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_answers_with_exit_codes_and_no_traceback(tmp_path):
    good, bare, bad = tmp_path / "good.csv", tmp_path / "bare.csv", tmp_path / "bad.csv"
    good.write_text("maker\nGlock\n", encoding="utf-8")
    bare.write_text("maker\n", encoding="utf-8")
    bad.write_text("name\nx\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    ends = [command("--file", path, "--out", out, "--json") for path in (good, bare, bad, tmp_path / "absent.csv")]
    assert [end.returncode for end in ends] == [0, 1, 2, 2]
    assert '"rows": 1' in ends[0].stdout
    assert all("Traceback" not in end.stderr for end in ends)
    assert "absent.csv" in ends[3].stderr


def test_the_command_never_starts_django():
    code = "import sys, salwa.commands.marks; sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
