"""Backup, restore, move, keys and retention as an operator meets them: words, exit codes, JSON."""

import fcntl
import json
import tomllib

import pytest

from salwa.settings.table import settings_in_file
from tests.builders.installations import salwa

pytestmark = pytest.mark.one_engine
LIST = "Reference,Serial number,Manufacturer\n" + "\n".join(f"A{n},QX7{n}4{n}9,Taurus" for n in range(10, 20))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = tmp_path_factory.mktemp("home") / "register"
    assert salwa("init", "--home", place, "--state", "KEN", "--no-input").returncode == 0
    (place.parent / "list.csv").write_text(LIST)
    assert salwa("weapons", "import", place.parent / "list.csv", "--home", place).returncode == 0
    (place.parent / "passphrase").write_text("copper lantern of the north\r\nsecond line\n")
    return place


def test_what_was_backed_up_comes_back_with_the_settings_of_its_state(home, tmp_path):
    secret = ("--passphrase-file", home.parent / "passphrase")
    made = json.loads(salwa("backup", tmp_path, "--home", home, "--json", *secret).stdout)
    assert set(made) == {
        "file", "bytes", "sha256", "rows", "files", "missing_files", "encrypted", "keyring", "seconds",
    }  # fmt: skip
    checked = salwa("restore", made["file"], "--verify", "--json", *secret)
    assert json.loads(checked.stdout)["tables"]["register_weapon"] == 10
    assert checked.stderr == "Every byte of this backup was checked; it is whole.\n"
    done = salwa("restore", made["file"], "--home", tmp_path / "again", "--json", *secret)
    told = json.loads(done.stdout)
    assert (done.returncode, told["rows"], told["log_broken_at"]) == (0, made["rows"], None)
    assert tomllib.loads((tmp_path / "again" / "salwa.toml").read_text()) == settings_in_file(home)
    assert (tmp_path / "again" / "salwa.toml").stat().st_mode & 0o777 == 0o600
    again = salwa("restore", made["file"], "--home", tmp_path / "again", *secret)
    assert (again.returncode, again.stderr.splitlines()[0]) == (
        1, f"The folder {tmp_path / 'again'} is not empty. Nothing was changed.",
    )  # fmt: skip


def test_without_passphrase_it_is_said_and_the_secret_key_is_made_anew(home, tmp_path):
    done = salwa("backup", tmp_path / "b.backup", "--home", home)
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "b.backup"))
    assert "not encrypted" in done.stderr
    assert salwa("restore", tmp_path / "b.backup", "--home", tmp_path / "again").returncode == 0
    before, after = settings_in_file(home), settings_in_file(tmp_path / "again")
    assert len(after["secret_key"]) > 40
    assert before.pop("secret_key") != after.pop("secret_key")
    assert before == after


def test_the_passphrase_may_come_from_standard_input_or_from_the_setting(home, tmp_path):
    given = salwa("backup", tmp_path / "a.backup", "--home", home, "--passphrase-file", "-", given="words of a day\n")
    named = {"SALWA_BACKUP_PASSPHRASE_FILE": str(home.parent / "passphrase")}
    by_setting = salwa("backup", tmp_path / "b.backup", "--home", home, **named)
    assert (given.returncode, by_setting.returncode) == (0, 0)
    (tmp_path / "secret").write_text("words of a day")
    words = ("restore", "--verify", "--passphrase-file")
    assert salwa(*words, tmp_path / "secret", tmp_path / "a.backup").returncode == 0
    assert salwa("restore", "--verify", tmp_path / "b.backup", **named).returncode == 0
    assert salwa(*words, tmp_path / "secret", tmp_path / "b.backup").returncode == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("restore", "nowhere.backup", "--home", "{tmp}/x"), 2, "there is no file"),
        (("backup", "{tmp}/no/such/b.backup", "--home", "{home}"), 2, "there is no folder"),
        (("backup", "{tmp}/b.backup", "--home", "{tmp}"), 2, "holds no installation"),
        (("backup", "{tmp}/b.backup", "--home", "{home}", "--passphrase-file", "{tmp}/none"), 2, "none"),
        (("move", "--home", "{home}", "--to", "mysql://x/y"), 2, "must begin with postgresql://"),
        (("move", "--home", "{home}", "--to", "sqlite"), 1, "The register is there already."),
        (("keys", "retire", "ffffffff", "--home", "{home}"), 1, "There is no key ffffffff"),
    ],
)
def test_mistakes_are_told_in_words(home, tmp_path, words, code, said):
    done = salwa(*(str(word).format(tmp=tmp_path, home=home) for word in words))
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_an_empty_passphrase_file_is_refused(home, tmp_path):
    (tmp_path / "empty").write_text("\nsecond line\n")
    done = salwa("backup", tmp_path / "b.backup", "--home", home, "--passphrase-file", tmp_path / "empty")
    assert (done.returncode, "empty first line" in done.stderr) == (2, True)


def test_a_register_being_served_is_not_moved(home, tmp_path):
    with (home / ".at-work").open("a") as served:
        fcntl.flock(served, fcntl.LOCK_SH)
        done = salwa("move", "--home", home, "--to", f"sqlite://{tmp_path}/other.sqlite3")
    assert (done.returncode, "is being served" in done.stderr) == (2, True)
    assert not (tmp_path / "other.sqlite3").exists()


def test_a_move_prints_both_sides_and_switches_the_setting(home, tmp_path):
    assert salwa("backup", tmp_path / "b.backup", "--home", home).returncode == 0
    place = tmp_path / "again"
    assert salwa("restore", tmp_path / "b.backup", "--home", place).returncode == 0
    done = salwa("move", "--home", place, "--to", f"sqlite://{tmp_path}/other.sqlite3")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    weapons = next(line for line in lines if line[0] == "register_weapon")
    assert (weapons[1], weapons[3], weapons[2] == weapons[4], weapons[5]) == ("10", "10", True, "equal")
    assert settings_in_file(place)["database_url"] == f"sqlite://{tmp_path}/other.sqlite3"
    assert json.loads(salwa("search", "status", "--home", place, "--json").stdout)["marks"] == 10
    assert salwa("move", "--home", place, "--to", "sqlite", SALWA_DATABASE_URL="x").returncode == 2


def test_keys_are_listed_made_and_changed_but_never_shown(home):
    def listed():
        return json.loads(salwa("keys", "list", "--home", home, "--json").stdout)["keys"]

    first = listed()
    assert [(one["state"], one["values"]) for one in first] == [("current", 0)]
    assert salwa("keys", "rotate", "--home", home, "--json").returncode == 0
    assert [one["state"] for one in listed()] == ["kept", "current"]
    name = salwa("keys", "new", "--home", home).stdout.strip()
    assert listed()[-1]["key"] == name
    early = salwa("keys", "retire", first[0]["key"], "--home", home)
    assert (early.returncode, "less than an hour ago" in early.stderr) == (1, True)
    secrets = [one["key"] for one in json.loads((home / "keys" / "fields.json").read_text())["keys"]]
    shown = "".join(salwa("keys", "list", "--home", home, *more).stdout for more in ((), ("--json",)))
    assert not any(secret in shown for secret in secrets)


def test_retention_is_reported_and_the_purge_runs(home):
    told = json.loads(salwa("retention", "report", "--home", home, "--json").stdout)
    weapons = next(line for line in told["kept"] if line["records"] == "weapons")
    assert (weapons["count"], weapons["kind"], weapons["past_floor"]) == (10, "manufacture", 0)
    assert json.loads(salwa("retention", "purge", "--home", home, "--json").stdout) == {"purged": 0, "held": 0}
