"""Files built to do harm at every door: none is taken in, takes much memory or time, or leaves anything behind."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import make_operator
from salwa.services.imports import actions, mapping_files, stored
from salwa.services.imports.queries import try_import
from salwa.services.screening.actions import receive_list
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.queries import picture_file
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.register.models import Import, Picture, Screening
from tests.builders import hostile
from tests.builders.files import received
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
# Of the processes that read files: memory in megabytes, seconds.
MOST_MEMORY, MOST_SECONDS = 256, 10


def left_over():
    """Files in the folders through which files come in."""
    folders = (stored.imports_folder(), settings.HOME / "arriving", settings.HOME / "exports")
    return sorted(str(path) for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def files():
    """All files that the tables' doors must refuse, built once."""
    found = hostile.hostile_workbooks() | hostile.hostile_texts()
    assert len(found) + len(hostile.hostile_pictures()) + len(hostile.hostile_mappings()) >= 60
    return found


@pytest.mark.one_engine
def test_the_doors_of_tables_refuse_every_hostile_file_and_keep_nothing(files):
    user, officer = make_operator(), a_person(Role.TRACING_OFFICER)
    before, taken = left_over(), []
    tries = [("import", name) for name in files]
    # Both doors read tables with the same functions: the second is shown every text and every fourth workbook.
    tries += [
        ("screening", name) for place, name in enumerate(files) if name in hostile.hostile_texts() or place % 4 == 0
    ]
    for door, name in tries:
        content = io.BytesIO(files[name])
        try:
            if door == "import":
                actions.receive_file(acting_user=user, file_name=name, stream=content)
            else:
                receive_list(acting_user=officer, file_name=name, stream=content, purpose="x")
            taken.append((door, name))
        except Refusal as refusal:
            assert refusal.remedy is not None, name
    print(f"{len(files)} hostile tables, {len(tries)} tries at two doors: taken in {taken}")
    assert taken == []
    assert (Import.objects.count(), Screening.objects.count()) == (0, 0)
    assert left_over() == before


# A small process of its own measures the children: a child counts the memory of whoever started it as its own.
MEASURE = """
import json, pathlib, resource, subprocess, sys, time
module, folder, how = sys.argv[1:]
found = {}
for path in sorted(pathlib.Path(folder).iterdir()):
    started = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    extra = [str(path), str(path) + ".table", "200"] if how == "path" else []
    data = None if how == "path" else path.read_bytes()
    code = subprocess.run([sys.executable, "-m", module, *extra], input=data, capture_output=True).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - started[1].ru_utime - started[1].ru_stime
    found[path.name] = [code, round(spent, 2), after.ru_maxrss // 1000]
print(json.dumps(found))
"""


def measured(module, files, folder, how):
    """Runs `module` on every file; name -> (exit code, seconds of processor time, largest memory so far in MB)."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    command = [sys.executable, "-c", MEASURE, module, folder, how]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    worst = max(found, key=lambda name: found[name][1])
    most = max(one[2] for one in found.values())
    print(f"{len(found)} files in {module}: largest {most} MB, slowest {worst} {found[worst][1]} s")
    return found, most, found[worst][1]


@pytest.mark.one_engine
def test_reading_a_hostile_workbook_takes_little_memory_and_time(tmp_path):
    found, most, slowest = measured(
        "salwa.services.imports.workbook_child", hostile.hostile_workbooks(), tmp_path / "in", "path"
    )
    assert [name for name, (code, _, _) in found.items() if code == 0 and name != "only_header.xlsx"] == []
    assert (most < MOST_MEMORY, slowest < MOST_SECONDS) == (True, True)


@pytest.mark.one_engine
def test_opening_a_hostile_picture_takes_little_memory_and_time(tmp_path):
    pictures = hostile.hostile_pictures()
    found, most, slowest = measured("salwa.services.weapons.picture_child", pictures, tmp_path / "in", "input")
    assert [name for name, (code, _, _) in found.items() if code == 0] == []
    assert (most < MOST_MEMORY, slowest < MOST_SECONDS) == (True, True)


@pytest.mark.one_engine
def test_the_largest_pictures_that_come_in_keep_within_the_memory(tmp_path):
    found, most, slowest = measured(
        "salwa.services.weapons.picture_child", hostile.largest_pictures(), tmp_path / "in", "input"
    )
    assert {code for code, _, _ in found.values()} == {0}
    assert (most < MOST_MEMORY, slowest < MOST_SECONDS) == (True, True)


@pytest.mark.one_engine
def test_without_limits_a_bomb_would_take_far_more(tmp_path):
    """The control: the same parser without our checks and limits swallows what we refuse."""
    path = tmp_path / "bomb.xlsx"
    rows = "".join(f'<row r="{n}">{hostile.cell(f"A{n}", "x" * 900)}</row>' for n in range(1, 300_000))
    path.write_bytes(hostile.workbook({hostile.SHEET: hostile.sheet(rows)}, level=6))
    code = (
        "import resource, sys; from python_calamine import CalamineWorkbook as B; "
        "B.from_path(sys.argv[1]).get_sheet_by_index(0); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)"
    )
    launcher = "import subprocess, sys; print(subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout)"
    done = subprocess.run(
        [sys.executable, "-c", launcher, sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > MOST_MEMORY
    with pytest.raises(Refusal, match="compressed beyond"):
        actions.receive_file(acting_user=make_operator(), file_name="bomb.xlsx", stream=path.open("rb"))


def test_a_careful_table_of_each_kind_still_comes_in():
    user = make_operator()
    for name, content in (("good.xlsx", hostile.workbook()), ("good.csv", b"Serial;Maker\nAB1;Colt\n")):
        assert actions.receive_file(acting_user=user, file_name=name, stream=io.BytesIO(content)) > 0


def test_rows_whose_values_a_formula_would_have_to_compute_are_set_aside():
    make_operator()
    number = received(hostile.formula_without_value(), "formulas.xlsx")
    trial = try_import(acting_user=make_operator(), import_id=number)
    assert (trial.rows, trial.accepted, dict(trial.reasons)) == (3, 0, {"formula_cell": 3})


def test_surrogates_and_nuls_in_a_table_are_set_aside_and_break_nothing():
    make_operator()
    good = b"Serial;Maker\n" + b"".join(b"AB%d;Colt\n" % n for n in range(40))
    number = received(good + b"A\x00B;Colt\n" + b"\xed\xa0\x80;Colt\n")
    trial = try_import(acting_user=make_operator(), import_id=number)
    assert trial.rows == 42 and trial.set_aside >= 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("a\\b\\c.csv", "c.csv"),
        ("evil\u202efdp.csv", "evilfdp.csv"),
        ("nul\x00.csv", "nul.csv"),
        ("\ud800.csv", ".csv"),
        ("\u200b\u2066", "file"),
        ("x" * 400 + ".csv", "x" * 255),
    ],
)
def test_names_of_files_are_made_harmless(name, shown):
    number = actions.receive_file(
        acting_user=make_operator(), file_name=name, stream=io.BytesIO(b"Serial;Maker\nAB1;Colt\n")
    )
    assert Import.objects.get(pk=number).file_name == shown


@pytest.mark.parametrize("name", hostile.hostile_mappings())
def test_the_door_of_mappings_refuses_every_hostile_file(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(hostile.hostile_mappings()[name])
    started = time.process_time()
    with pytest.raises(Refusal):
        mapping_files.read_mapping_file(path)
    assert time.process_time() - started < 3


def test_the_door_of_pictures_refuses_every_hostile_file():
    clerk = a_person(Role.REGISTRAR)
    weapon = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    taken = []
    for name, content in hostile.hostile_pictures().items():
        try:
            add_picture(acting_user=clerk, weapon_id=weapon, stream=io.BytesIO(content))
            taken.append(name)
        except Refusal as refusal:
            assert refusal.remedy is not None
    print(f"{len(hostile.hostile_pictures())} hostile pictures: taken in {taken}")
    assert (taken, Picture.objects.count()) == ([], 0)


def test_place_time_and_phone_are_gone_from_every_picture():
    clerk = a_person(Role.REGISTRAR)
    weapon = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    files = hostile.pictures_with_place()
    for name, content in files.items():
        assert b"CANARY-PHONE" in content, name
        number = add_picture(acting_user=clerk, weapon_id=weapon, stream=io.BytesIO(content))
        for small in (False, True):
            kept = picture_file(acting_user=clerk, picture_id=number, small=small).read_bytes()
            assert b"CANARY" not in kept and b"Exif" not in kept, name
    assert Picture.objects.count() == len(files) == 5


SALWA = [sys.executable, "-m", "salwa.commands.main"]
DYING = """
import io, os, signal, sys, django
django.setup()
from salwa.services.imports import stored, tables
from salwa.services.imports.actions import receive_file
from salwa.services.accounts.actions import operator
from salwa.services.weapons import pictures

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "import":
    import salwa.services.imports.actions as actions
    actions.recognise_layout = die
    receive_file(acting_user=operator(), file_name="x.csv", stream=io.BytesIO(b"Serial;Maker\\nCANARY-5512;Colt\\n"))
elif sys.argv[1] == "picture":
    os.fsync = die
    pictures._store(pictures.Path(pictures.settings.MEDIA_ROOT) / "p.jpg", b"CANARY-5512" * 1000)
elif sys.argv[1] == "careless":
    from tempfile import NamedTemporaryFile
    file = NamedTemporaryFile()
    file.write(b"CANARY-7731" * 1000)
    file.flush()
    die()
else:
    from salwa.web.uploads import NamelessUploadHandler
    handler = NamelessUploadHandler()
    handler.new_file("f", "x.csv", "text/csv", 10, None, None)
    handler.receive_data_chunk(b"CANARY-5512" * 100000, 0)
    handler.file.flush()
    die()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation of its own, with the environment to use it."""
    place = tmp_path_factory.mktemp("hostile") / "home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA", "DJANGO"))}
    environment |= {"SALWA_HOME": str(place), "DJANGO_SETTINGS_MODULE": "salwa.settings.django"}
    environment |= {"TMPDIR": str(place.parent)}
    command = [*SALWA, "init", "--home", place, "--state", "KEN", "--no-input"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    (place / "media").mkdir(exist_ok=True)
    return place, environment


@pytest.mark.parametrize("where", ["import", "picture", "upload"])
def test_a_process_killed_in_the_middle_leaves_no_file_behind(home, where):
    place, environment = home
    died = subprocess.run([sys.executable, "-c", DYING, where], env=environment, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    if where == "import":
        # Named while it is read, with the name of its process: the next start removes it.
        subprocess.run([*SALWA, "work", "--home", place, "--once"], env=environment, check=True, capture_output=True)
    assert left_of(place, b"CANARY-5512") == []


def left_of(place, text):
    """Files of the installation and its temporary folder in which the text stands."""
    return [path for path in place.parent.rglob("*") if path.is_file() and text in path.read_bytes()]


def test_control_a_temporary_file_with_a_name_is_left_behind(home):
    place, environment = home
    died = subprocess.run([sys.executable, "-c", DYING, "careless"], env=environment, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    (left,) = left_of(place, b"CANARY-7731")
    left.unlink()


@pytest.mark.parametrize("name", ["billion_laughs.xlsx", "eicar.csv", "bomb.csv.gz"])
def test_the_command_refuses_hostile_files_in_words(home, tmp_path, name):
    place, environment = home
    path = tmp_path / name
    path.write_bytes((hostile.hostile_workbooks() | hostile.hostile_texts())[name])
    command = [*SALWA, "weapons", "import", path, "--home", place, "--json"]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr and done.stderr.strip().endswith(".")
