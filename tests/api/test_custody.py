"""A weapon's life for programs: read, record, correct, cancel, with documented errors."""

import pytest
from django.conf import settings
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.weapons import EventKind
from salwa.services.accounts.quotas import take_from_quota
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event
from tests.api.conftest import a_program
from tests.builders.holders import a_holder
from tests.builders.lives import after_two_persons, an_entry
from tests.builders.people import a_person

WEAPON = {"type": "pistol", "maker": "Taurus", "model": "PT 92", "build": "factory", "marks": [{"text": "KB 123456"}]}


@pytest.fixture
def pistol(program):
    return program.post("/weapons", WEAPON)[2]["weapon"]


def code_of(answer):
    return answer[0], answer[2]["code"]


def test_an_entry_is_recorded_read_corrected_and_cancelled(program, pistol):
    depot = a_holder("Depot", reference="D-1").pk
    sold = {"kind": "transferred", "date": "2020-01-01", "receiver": depot, "document": "S 1"}
    status, headers, made = program.post(f"/weapons/{pistol}/entries", sold, Idempotency_Key="entry-0001")
    assert (status, headers["Idempotent-Replayed"], made["findings"]) == (201, "false", [])
    status, _, life = program.get(f"/weapons/{pistol}/life")
    assert (status, life["state"]["whereabouts"], life["version"]) == (200, "held", made["version"])
    assert life["state"]["holder"] == {"holder": depot, "kind": "depot", "name": "Depot", "reference": "D-1"}
    right = {**sold, "date": "2020-01-02", "reason": "A slip."}
    status, _, new = program.post(f"/weapons/{pistol}/entries/{made['entry']}/correction", right)
    assert status == 201
    assert code_of(program.post(f"/weapons/{pistol}/entries/{made['entry']}/correction", right)) == (
        409,
        "corrected_already",
    )
    status, _, _ = program.post(f"/weapons/{pistol}/entries/{new['entry']}/cancellation", {"reason": "Never."})
    assert status == 201
    life = program.get(f"/weapons/{pistol}/life")[2]
    assert (life["state"]["whereabouts"], life["steps"]) == ("unknown", [])
    assert [one["reason"] for one in life["cancelled"]] == ["Never."]
    assert [one["date"] for one in life["cancelled"][0]["cancelled"]] == ["2020-01-02", "2020-01-01"]


def test_the_key_identifies_the_entry_for_good(program, pistol):
    entry = {"kind": "seized", "place": "Zenda"}
    first = program.post(f"/weapons/{pistol}/entries", entry, Idempotency_Key="entry-0001")
    again = program.post(f"/weapons/{pistol}/entries", entry, Idempotency_Key="entry-0001")
    assert (again[1]["Idempotent-Replayed"], again[2]) == ("true", first[2])
    other = program.post(f"/weapons/{pistol}/entries", {**entry, "place": "Strelsau"}, Idempotency_Key="entry-0001")
    assert code_of(other) == (409, "uid_of_another")
    assert Event.objects.count() == 1


def test_contradictions_are_findings_and_not_refusals(program, pistol):
    alone = program.post(f"/weapons/{pistol}/entries", {"kind": "destroyed", "date": "2019-01-01"})
    assert code_of(alone) == (403, "two_persons")
    after_two_persons(a_person(Role.SUPERVISOR), an_entry(pistol, EventKind.DESTROYED, "2019-01-01"))
    status, _, made = program.post(f"/weapons/{pistol}/entries", {"kind": "seized", "date": "2020-01-01"})
    assert status == 201
    assert [(one["code"], one["contradicts"]) for one in made["findings"]] == [("after_destruction", True)]
    past = program.get(f"/weapons/{pistol}/life?on=2018-12-31")[2]
    assert (past["on"], past["state"]["whereabouts"], past["contradictions"]) == ("2018-12-31", "unknown", 1)


def test_the_record_is_corrected_from_the_version_that_was_read(program, pistol):
    version = program.get(f"/weapons/{pistol}")[2]["version"]
    right = {"maker": "Beretta", "model": "92 FS", "reason": "Misread.", "version": version}
    status, _, made = program.post(f"/weapons/{pistol}/correction", right)
    assert (status, made["version"]) == (201, version + 1)
    stale = program.post(f"/weapons/{pistol}/correction", {**right, "calibre": "9x19"})
    assert (code_of(stale), stale[2]["where"]) == ((409, "changed_meanwhile"), {"version": version + 1})
    emptied = {"model": "", "reason": "Not legible.", "version": version + 1}
    assert program.post(f"/weapons/{pistol}/correction", emptied)[0] == 201
    page = program.get(f"/weapons/{pistol}")[2]
    assert {one["field"]: one["text"] for one in page["fields"]}["model"] == ""


def test_the_list_goes_on_from_the_last_number(program):
    numbers = [program.post("/weapons", WEAPON)[2]["weapon"] for _ in range(3)]
    program.post(f"/weapons/{numbers[0]}/entries", {"kind": "stolen"})
    first = program.get("/weapons?count=2")[2]
    second = program.get(f"/weapons?count=2&after={first['next']}")[2]
    assert [line["weapon"] for line in (*first["weapons"], *second["weapons"])] == numbers[::-1]
    assert second["next"] is None
    stolen = program.get("/weapons?whereabouts=stolen&maker=taurus")[2]
    assert [(line["weapon"], line["whereabouts"]) for line in stolen["weapons"]] == [(numbers[0], "stolen")]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/weapons/{0}/entries", {}, (422, "unusable_value")),
        ("/weapons/{0}/entries", {"kind": "corrected"}, (422, "unusable_value")),
        ("/weapons/{0}/entries", {"kind": "seized", "date": "2100-01-01"}, (409, "in_the_future")),
        ("/weapons/{0}/entries", {"kind": "seized", "receiver": 999_999}, (409, "no_such_holder")),
        ("/weapons/{0}/entries", {"kind": "exported", "country": "XXX"}, (422, "no_such_state")),
        ("/weapons/{0}/entries", {"kind": "exported", "country": "Kenya"}, (422, "unusable_value")),
        ("/weapons/{0}/entries", {"kind": "part_fitted", "part": 999_999}, (409, "no_such_part")),
        ("/weapons/{0}/entries", {"kind": "seized", "place": None}, (422, "unusable_value")),
        ("/weapons/{0}/entries/999999/correction", {"kind": "seized", "reason": "x"}, (404, "no_such_entry")),
        ("/weapons/{0}/entries/999999/cancellation", {"reason": "x"}, (404, "no_such_entry")),
        ("/weapons/{0}/correction", {"reason": "x", "version": 1}, (422, "unusable_value")),
        ("/weapons/{0}/correction", {"maker": "Taurus", "reason": "x", "version": 1}, (422, "nothing_changed")),
        ("/weapons/999999/correction", {"maker": "T", "reason": "x", "version": 1}, (404, "no_such_weapon")),
        ("/weapons/999999/entries", {"kind": "seized"}, (404, "no_such_weapon")),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(program, pistol, path, body, expected):
    assert code_of(program.post(path.format(pistol), body)) == expected
    assert (Event.objects.count(), Custody.objects.get().version) == (0, 1)


@pytest.mark.parametrize(
    "path",
    [
        "/weapons?whereabouts=gone",
        "/weapons?contradictory=true",
        "/weapons?count=201",
        "/weapons?after=0",
        "/weapons?holder=x",
        "/weapons/1/life?on=2019",
        "/weapons/1/life?on=2019-02-30",
        "/weapons/1/life?day=2019-02-03",
    ],
)
def test_questions_are_read_strictly(program, path):
    assert program.get(path)[0] == 422


def test_entries_need_their_rights(db, program, pistol):
    reader = a_program(Role.TRACING_OFFICER)
    assert reader.get(f"/weapons/{pistol}/life")[0] == 200
    assert code_of(reader.post(f"/weapons/{pistol}/entries", {"kind": "seized"})) == (403, "not_permitted")
    correction = {"maker": "X", "reason": "x", "version": 1}
    assert code_of(reader.post(f"/weapons/{pistol}/correction", correction)) == (403, "not_permitted")
    assert code_of(a_program(Role.AUDITOR).get(f"/weapons/{pistol}/life")) == (403, "not_permitted")


@pytest.mark.parametrize("path", ["/weapons/{0}", "/weapons/{0}/life", "/weapons"])
def test_a_spent_allowance_of_pages_says_when_to_come_again(program, pistol, path):
    user = User.objects.get(email=program.get("/me")[2]["email"])
    allowed = settings.SALWA["pages_opened_per_day"]
    take_from_quota(user=user, kind="pages_opened", amount=allowed, allowed=allowed, today=timezone.localdate())
    answer = program.get(path.format(pistol))
    assert code_of(answer) == (429, "quota_spent")
    assert 0 < int(answer[1]["Retry-After"]) <= 86_401
