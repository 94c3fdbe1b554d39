"""The settings table: where values come from and what is said of wrong ones."""

import pytest

from salwa.domain.tracing.clocks import Times
from salwa.settings.databases import database_entry
from salwa.settings.table import TABLE, UnreadableSetting, read_settings, tracing_times, write_settings

pytestmark = pytest.mark.one_engine


def test_environment_beats_file_beats_default(tmp_path):
    write_settings(tmp_path, {"state": "KEN", "lookups_per_day": 50})
    settings = read_settings(tmp_path, {"SALWA_STATE": "GHA"})
    assert (settings["state"], settings["lookups_per_day"], settings["session_hours"]) == ("GHA", 50, 12)


def test_the_file_holds_the_key_and_is_for_its_owner_only(tmp_path):
    write_settings(tmp_path, {"secret_key": 'a"b\\c'})
    assert (tmp_path / "salwa.toml").stat().st_mode & 0o777 == 0o600
    assert read_settings(tmp_path, {})["secret_key"] == 'a"b\\c'


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SALWA_LOOKUPS_PER_DAY": "many"}, "SALWA_LOOKUPS_PER_DAY must be a whole number, not 'many'"),
        ({"SALWA_HTTPS": "perhaps"}, "SALWA_HTTPS must be yes or no, not 'perhaps'"),
        ({"SALWA_TRACING_ANSWER_DAYS": "0"}, "SALWA_TRACING_ANSWER_DAYS must be from 1 to 365, not 0"),
        ({"SALWA_TRACING_ANSWER_DAYS": "366"}, "SALWA_TRACING_ANSWER_DAYS must be from 1 to 365, not 366"),
        ({"SALWA_TRACING_REMIND_PERCENT": "101"}, "SALWA_TRACING_REMIND_PERCENT must be from 10 to 100, not 101"),
        ({"SALWA_TRACING_ESCALATE_PERCENT": "100"}, "must be from 101 to 1000, not 100"),
        (
            {"SALWA_TRACING_ACKNOWLEDGE_DAYS": "30"},
            "_acknowledge_days must not be more than tracing_answer_days",
        ),
    ],
)
def test_a_wrong_value_is_named(tmp_path, environment, says):
    with pytest.raises(UnreadableSetting, match=says):
        read_settings(tmp_path, environment)


def test_an_unknown_setting_in_the_file_is_named(tmp_path):
    (tmp_path / "salwa.toml").write_text("lookups_per_dya = 5\n")
    with pytest.raises(UnreadableSetting, match="lookups_per_dya"):
        read_settings(tmp_path, {})


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "salwa.toml").write_text("state = \n")
    with pytest.raises(UnreadableSetting, match=r"salwa\.toml cannot be read"):
        read_settings(tmp_path, {})


def test_one_url_puts_it_on_postgresql(tmp_path):
    entry = database_entry("postgresql://sal:p%40ss@db.example:5433/register?sslmode=verify-full", tmp_path)
    assert (entry["ENGINE"], entry["NAME"], entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == (
        "django.db.backends.postgresql", "register", "sal", "p@ss", "db.example", "5433",
    )  # fmt: skip
    assert entry["OPTIONS"] == {"sslmode": "verify-full"}


def test_another_database_is_refused(tmp_path):
    with pytest.raises(UnreadableSetting, match="mysql"):
        database_entry("mysql://x/y", tmp_path)


def test_an_installation_that_sets_no_clocks_has_those_of_the_domain(tmp_path):
    assert tracing_times(read_settings(tmp_path, {}).values) == Times()
    write_settings(tmp_path, {"tracing_answer_days": 14, "tracing_escalate_percent": 150})
    assert tracing_times(read_settings(tmp_path, {}).values) == Times(answer_days=14, escalate_percent=150)


def test_every_default_is_within_its_bounds():
    assert [one.name for one in TABLE if one.between and not one.between[0] <= one.default <= one.between[1]] == []


def test_every_setting_is_explained():
    assert [setting.name for setting in TABLE if len(setting.explanation) < 15] == []
