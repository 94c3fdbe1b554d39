"""The one table of settings: name, kind, default, explanation, secret or not; docs/reference/settings.md shows it.

A value comes from the environment (`SALWA_` + name in capitals), else from `salwa.toml` in the home folder, else from
the default. `read_settings` is called once at start.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from salwa.domain.tracing.clocks import Times

SETTINGS_FILE = "salwa.toml"


class UnreadableSetting(ValueError):
    """A setting has a value of the wrong kind; the message names the setting, where it stands and what is expected."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `kind` is text, number, yes_no or list (comma-separated in the environment).

    `between`: the lowest and the highest number that make sense, both included.
    """

    name: str
    kind: str
    default: Any
    explanation: str
    secret: bool = False
    between: tuple[int, int] | None = None


_TIMES = Times()
TABLE: tuple[Setting, ...] = (
    Setting(
        "profile",
        "text",
        "national",
        "Kind of installation: national or secretariat (test inside the test suite).",
    ),
    Setting("state", "text", "", "ISO 3166 alpha-3 code of the State this national installation belongs to."),
    Setting("installation_name", "text", "", "Name shown in the top bar; empty means the name of the State."),
    Setting(
        "database_url",
        "text",
        "",
        "postgresql://user:password@host:port/name for shared use; empty means one SQLite file in the home folder.",
        secret=True,
    ),
    Setting("secret_key", "text", "", "Key that signs sessions; made by `salwa init`.", secret=True),
    Setting(
        "allowed_hosts",
        "list",
        ["localhost", "127.0.0.1", "[::1]"],
        "Host names this installation answers to.",
    ),
    Setting(
        "https",
        "yes_no",
        False,
        "Served over HTTPS (by a reverse proxy): cookies become Secure and HSTS is sent.",
    ),
    Setting("trusted_proxies", "number", 0, "Reverse proxies in front whose X-Forwarded-For is trusted."),
    Setting(
        "language",
        "text",
        "en",
        "Language shown to people who have not chosen one: ar, zh, en, fr, ru or es.",
    ),
    Setting("time_zone", "text", "UTC", "Time zone in which dates are shown, for example Africa/Nairobi."),
    Setting(
        "lookups_per_day",
        "number",
        200,
        "Look-ups one person may make in a day; lists of weapons count apart.",
    ),
    Setting(
        "pages_opened_per_day",
        "number",
        1_000,
        "Pages of weapons one person may open in a day, on the screen or through the interface for programs.",
    ),
    Setting("screened_rows_per_day", "number", 50_000, "Rows of seized weapons one person may screen in a day."),
    Setting("opened_persons_per_day", "number", 100, "Persons whose data one person may open in a day."),
    Setting(
        "field_keys_file",
        "text",
        "",
        "Keyring of sealed fields; empty means keys/fields.json in the home folder. Best on another disk.",
    ),
    Setting(
        "backup_passphrase_file",
        "text",
        "",
        "File with the passphrase of backups, used when --passphrase-file is not given.",
    ),
    Setting(
        "second_factor",
        "yes_no",
        True,
        "Every person signs in with a second factor; switch off only for training.",
    ),
    Setting("session_hours", "number", 12, "Hours after which a person must sign in again."),
    Setting("idle_minutes", "number", 60, "Minutes without any request after which a person must sign in again."),
    Setting("upload_megabytes", "number", 200, "Largest file that may be uploaded, in megabytes (10^6 bytes)."),
    Setting(
        "exports_kept_days",
        "number",
        7,
        "Days after which the files of lists that were taken out are removed; who took what stays recorded.",
    ),
    Setting(
        "exchange_ca_file",
        "text",
        "",
        "File with the certificates that addresses of other installations are checked against; empty: the system's.",
    ),
    Setting(
        "exchange_plain_http",
        "yes_no",
        False,
        "Messages may go to http addresses of this machine (127.0.0.1), for tests and training only.",
    ),
    Setting("exchange_timeout_seconds", "number", 20, "Seconds after which an installation that is silent is left."),
    Setting("exchange_longest_wait_seconds", "number", 3_600, "Longest pause between two tries to deliver a message."),
    Setting(
        "exchange_give_up_hours", "number", 72, "Hours after which a message that cannot be delivered is given up."
    ),
    Setting("exchange_messages_per_minute", "number", 600, "Messages taken from one address in a minute."),
    Setting(
        "tracing_acknowledge_days",
        "number",
        _TIMES.acknowledge_days,
        "Days in which the receipt of a tracing request should be acknowledged (ITI 19). A request keeps the days it "
        "was sent or received with.",
        between=(1, 365),
    ),
    Setting(
        "tracing_acknowledge_days_urgent",
        "number",
        _TIMES.acknowledge_days_urgent,
        "The same for an urgent request; not more than for others.",
        between=(1, 365),
    ),
    Setting(
        "tracing_answer_days",
        "number",
        _TIMES.answer_days,
        "Days in which a tracing request should be answered (ITI 18); not fewer than until it is acknowledged.",
        between=(1, 365),
    ),
    Setting(
        "tracing_answer_days_urgent",
        "number",
        _TIMES.answer_days_urgent,
        "The same for an urgent request; not more than for others.",
        between=(1, 365),
    ),
    Setting(
        "tracing_remind_percent",
        "number",
        _TIMES.remind_percent,
        "Per cent of a clock's days after which the desk is reminded; 100: when they are over, less: before.",
        between=(10, 100),
    ),
    Setting(
        "tracing_escalate_percent",
        "number",
        _TIMES.escalate_percent,
        "Per cent of a clock's days after which the desk is told to turn to the national point of contact.",
        between=(101, 1_000),
    ),
    Setting("mail_from", "text", "salwa@localhost", "Sender of mails (notices only, never content)."),
    Setting(
        "mail_host",
        "text",
        "",
        "Mail server; empty means mails are written to the folder `mail` in the home folder.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force, and the home folder they belong to."""

    home: Path
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def default_home() -> Path:
    """Home folder used when neither `--home` nor SALWA_HOME names one."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("SALWA_HOME") or Path(data) / "salwa").absolute()


def read_settings(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting of the table; raises `UnreadableSetting` naming the first one that cannot be understood."""
    home = (home or default_home()).absolute()
    environment = os.environ if environment is None else environment
    in_file = _settings_file(home)
    values: dict[str, Any] = {}
    for setting in TABLE:
        variable = f"SALWA_{setting.name.upper()}"
        if variable in environment:
            values[setting.name] = _understood(setting, environment[variable], variable)
        elif setting.name in in_file:
            values[setting.name] = _understood(setting, in_file[setting.name], f"{setting.name} in {SETTINGS_FILE}")
        else:
            values[setting.name] = setting.default
    _check_times(values)
    return Settings(home=home, values=values)


def tracing_times(values: Mapping[str, Any]) -> Times:
    """The settings of the two clocks of a tracing request, as the domain wants them."""
    return Times(**{one.name: values[f"tracing_{one.name}"] for one in fields(Times)})


def write_settings(home: Path, values: Mapping[str, Any]) -> None:
    """Write `salwa.toml` with owner-only rights: it holds the secret key. A power cut leaves the old or the new one."""
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    beside = home / f".{SETTINGS_FILE}.new"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Settings of this Salwa installation; every name is explained in docs/reference/settings.md.\n")
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.rename(home / SETTINGS_FILE)
    folder = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def settings_in_file(home: Path) -> dict[str, Any]:
    """What `salwa.toml` itself says, without the environment and the defaults."""
    return _settings_file(home)


def _settings_file(home: Path) -> dict[str, Any]:
    path = home / SETTINGS_FILE
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableSetting(f"{path} cannot be read: {error}. Mend the file and start again.") from error
    unknown = sorted(set(found) - {setting.name for setting in TABLE})
    if unknown:
        raise UnreadableSetting(f"{path} has unknown settings: {', '.join(unknown)}. See docs/reference/settings.md.")
    return found


def _check_times(values: Mapping[str, Any]) -> None:
    wrong = tracing_times(values).disordered()
    if wrong is not None:
        less, more = (f"tracing_{name}" for name in wrong)
        raise UnreadableSetting(
            f"{less} must not be more than {more}, but they are {values[less]} and {values[more]}. Change one of them."
        )


def _understood(setting: Setting, value: Any, where: str) -> Any:
    if setting.kind == "number":
        return _number(setting, value, where)
    if setting.kind == "yes_no":
        return _yes_no(value, where)
    if setting.kind == "list":
        return (
            list(value) if isinstance(value, list) else [part.strip() for part in str(value).split(",") if part.strip()]
        )
    return str(value)


def _number(setting: Setting, value: Any, where: str) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise UnreadableSetting(f"{where} must be a whole number, not {value!r}.") from None
    if setting.between and not setting.between[0] <= number <= setting.between[1]:
        lowest, highest = setting.between
        raise UnreadableSetting(f"{where} must be from {lowest} to {highest}, not {number}.")
    return number


def _yes_no(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"1", "yes", "true", "on"}:
        return True
    if word in {"0", "no", "false", "off", ""}:
        return False
    raise UnreadableSetting(f"{where} must be yes or no, not {value!r}.")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
