"""What programs may rely on: forms of errors, sign-in, repeats, pages, allowances."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from salwa.api.problems import CODES
from salwa.domain.accounts import Role
from salwa.services.accounts.actions import end_role
from salwa.services.accounts.quotas import take_from_quota
from salwa.services.accounts.tokens import list_tokens, revoke_token
from salwa.storage.accounts.models import ApiToken, AuditEntry, User
from salwa.storage.register.models import Weapon
from tests.api.conftest import Program, a_program
from tests.architecture.tree import ROOT
from tests.builders.people import an_operator

WEAPON = {
    "type": "pistol",
    "maker": "Taurus",
    "model": "PT 92",
    "calibre": "9x19",
    "marks": [{"text": "КВ 123456", "component": "frame", "occasion": "manufacture"}],
    "event": {"kind": "seized", "date": "2026-03-01", "place": "Nairobi"},
}


def code_of(answer):
    return answer[0], answer[2]["code"]


def test_a_recorded_weapon_is_found_by_a_damaged_mark_and_opened(program):
    status, headers, made = program.post("/weapons", WEAPON)
    assert (status, headers["Location"]) == (201, f"/api/v1/weapons/{made['weapon']}")
    asked = {"marks": {"serial": "KB12345?", "maker": "taurus"}, "purpose": "Case 1"}
    status, _, found = program.post("/weapons/find", asked)
    assert status == 200
    assert [(one["weapon"], one["serial"]) for one in found["candidates"]] == [(made["weapon"], "КВ 123456")]
    status, _, page = program.get(f"/weapons/{made['weapon']}")
    assert (status, page["marks"][0]["text"], page["events"][0]["date"]) == (200, "КВ 123456", "2026-03-01")


def test_a_list_is_screened_row_by_row_with_the_senders_own_numbers(program):
    made = program.post("/weapons", WEAPON)[2]["weapon"]
    rows = [{"id": "a", "serial": "KB123456", "maker": "Taurus"}, {"id": "b", "serial": "ZZ99999999"}]
    status, _, told = program.post("/weapons/screen", {"rows": rows, "purpose": "Case 2"})
    assert status == 200
    assert [(row["id"], [one["weapon"] for one in row["candidates"]]) for row in told["rows"]] == [
        ("a", [made]),
        ("b", []),
    ]


def test_the_same_key_records_once_and_other_content_is_refused(program):
    first = program.post("/weapons", WEAPON, Idempotency_Key="key-00000001")
    again = program.post("/weapons", WEAPON, Idempotency_Key="key-00000001")
    assert (first[1]["Idempotent-Replayed"], again[1]["Idempotent-Replayed"]) == ("false", "true")
    assert first[2] == again[2]
    other = program.post("/weapons", WEAPON | {"maker": "Glock"}, Idempotency_Key="key-00000001")
    assert code_of(other) == (409, "key_reused")
    assert Weapon.objects.count() == 1


def test_typed_marks_are_read_with_reasons(program):
    status, _, told = program.post("/marks/read", {"rows": [{"maker": "Таурус", "serial": "filed off"}]})
    assert status == 200
    row = told["rows"][0]
    assert (row["maker"]["code"], row["serial"]["state"], row["serial"]["raw"]) == ("taurus", "erased", "filed off")


def test_counts_are_given_with_source_and_unknown_apart(program):
    program.post("/weapons", WEAPON)
    program.post("/weapons", {"marks": [{"state": "erased"}]})
    status, _, told = program.get("/analysis/counts/maker")
    assert (status, told["total"], told["known"], told["source"]) == (200, 2, 1, "Kenya")
    assert [(row["code"], row["count"]) for row in told["rows"] if row["known"]] == [("taurus", 1)]
    assert [row["count"] for row in told["rows"] if not row["known"]] == [1]


@pytest.mark.parametrize("kind", ["/states", "/reference/makers", "/reference/calibres"])
def test_pages_hold_every_entry_once(program, kind):
    seen, cursor = [], ""
    while True:
        status, headers, page = program.get(f"{kind}?count=200" + (f"&cursor={cursor}" if cursor else ""))
        assert status == 200
        seen += [entry["code"] for entry in page["entries"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert (len(seen), seen) == (page["total"], sorted(set(seen)))


def test_an_unchanged_list_is_not_sent_again(program):
    tag = program.get("/states")[1]["ETag"]
    assert program.get("/states", If_None_Match=tag)[0] == 304
    assert program.get("/states?count=7", If_None_Match=tag)[0] == 200


def test_the_person_of_the_token_and_the_rights_held_now(program):
    _, _, me = program.get("/me")
    assert me["roles"] == ["registrar", "supervisor", "tracing_officer"]
    membership = User.objects.get(email=me["email"]).memberships.get(role="tracing_officer")
    end_role(acting_user=an_operator(), membership_id=membership.pk)
    assert "weapons.screen" in program.get("/me")[2]["rights"]  # the supervisor's right remains
    assert program.get("/me")[2]["roles"] == ["registrar", "supervisor"]


@pytest.mark.parametrize("token", ["", "salwa_wrong", "x", "salwa_\u00e9"])
def test_a_wrong_token_is_refused(db, token):
    answer = Program(token, Client()).get("/me")
    assert code_of(answer) == (401, "not_signed_in")
    assert answer[1]["WWW-Authenticate"] == 'Bearer realm="Salwa"'
    assert answer[1]["Content-Type"] == "application/problem+json"


def test_a_session_cookie_signs_nobody_in(program):
    client = Client()
    client.force_login(User.objects.get(email=program.get("/me")[2]["email"]))
    assert client.get("/api/v1/me").status_code == 401


def test_expired_revoked_and_disabled_tokens_stop_at_once(db):
    for stop in (
        lambda row: ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda row: revoke_token(acting_user=row.user, token_id=row.pk),
        lambda row: User.objects.filter(pk=row.user_id).update(is_active=False),
    ):
        program = a_program(Role.AUDITOR)
        assert program.get("/me")[0] == 200
        stop(ApiToken.objects.latest("pk"))
        assert code_of(program.get("/me")) == (401, "not_signed_in")


def test_only_the_digest_of_a_token_is_kept_and_its_use_is_noted(program):
    program.get("/me")
    row = ApiToken.objects.get()
    assert program.token not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert [line.last_used_at is not None for line in list_tokens(acting_user=row.user, user_id=row.user_id)] == [True]
    assert AuditEntry.objects.filter(action="accounts.token_made").count() == 1


def test_rights_are_those_of_the_service(db):
    program = a_program(Role.AUDITOR)
    asked = {"marks": {"serial": "A1"}, "purpose": "p"}
    assert code_of(program.post("/weapons/find", asked)) == (403, "not_permitted")
    assert code_of(program.get("/weapons/1")) == (403, "not_permitted")


def test_a_spent_allowance_says_when_to_come_again(program):
    user = User.objects.get(email=program.get("/me")[2]["email"])
    allowed = settings.SALWA["lookups_per_day"]
    take_from_quota(user=user, kind="lookups", amount=allowed, allowed=allowed, today=timezone.localdate())
    answer = program.post("/weapons/find", {"marks": {"serial": "A1"}, "purpose": "p"})
    assert code_of(answer) == (429, "quota_spent")
    assert 0 < int(answer[1]["Retry-After"]) <= 86_401


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("{", "application/json", (400, "unreadable")),
        (b'{"purpose": "\xff"}', "application/json", (400, "unreadable")),
        ('{"purpose": "a", "purpose": "b"}', "application/json", (400, "unreadable")),
        ('{"marks": {"serial": "A1", "year": NaN}, "purpose": "p"}', "application/json", (400, "unreadable")),
        ("[" * 100_000, "application/json", (400, "unreadable")),
        ("{}", "text/plain", (415, "not_json")),
        ("{}", "application/json; charset=latin-1", (415, "not_json")),
        ('{"marks": {"serial": "A1"}, "purpose": "' + "a" * 3_000_000 + '"}', "application/json", (413, "too_large")),
        ("{}", "application/json", (422, "unusable_value")),
        ('{"marks": {}, "purpose": "p"}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": null}, "purpose": "p"}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A\\u0000"}, "purpose": "p"}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A\\ud800"}, "purpose": "p"}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A1"}, "purpose": " \\u200b "}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A1"}, "purpose": "p", "limit": "5"}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A1"}, "purpose": "p", "limit": 31}', "application/json", (422, "unusable_value")),
        ('{"marks": {"serial": "A1"}, "purpose": "p", "more": 1}', "application/json", (422, "unusable_value")),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_used_is_refused_in_words(program, body, content_type, expected):
    answer = program.post("/weapons/find", body, content_type=content_type)
    assert code_of(answer) == expected
    assert answer[1]["Content-Type"] == "application/problem+json"
    assert AuditEntry.objects.filter(action="weapons.found").count() == 0


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/states?count=0", 422),
        ("/states?count=%2B5", 422),
        ("/states?count=٥", 422),
        ("/states?count=501", 422),
        ("/states?count=1&count=2", 422),
        ("/states?colour=red", 422),
        ("/me?x=1", 422),
        ("/weapons/0", 422),
        ("/weapons/9223372036854775808", 422),
        ("/weapons/1", 404),
        ("/analysis/counts/colour", 422),
        ("/nothing/here", 404),
        ("/weapons/1/", 404),
    ],
)
def test_addresses_are_read_strictly(program, path, status):
    assert program.get(path)[0] == status


def test_every_answer_has_a_number_and_keeps_the_senders(program):
    assert re.fullmatch("[0-9a-f]{16}", program.get("/me")[1]["X-Request-Id"])
    assert program.get("/nothing", X_Request_Id="my-number-1")[2]["request"] == "my-number-1"
    assert program.get("/me", X_Request_Id="no spaces")[1]["X-Request-Id"] != "no spaces"


def test_a_method_that_is_not_taken_is_named(program):
    response = Client().delete("/api/v1/me")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


def test_every_code_of_the_interface_is_documented():
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    assert [code for status, code in CODES.items() if f"| {status} | `{code}` |" not in page] == []


def test_every_operation_documents_the_same_errors():
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    for path in document["paths"].values():
        for operation in path.values():
            assert {"400", "401", "403", "404", "405", "422", "429", "503", "507"} <= set(operation["responses"])
            assert ("requestBody" not in operation) or {"409", "413", "415"} <= set(operation["responses"])
            assert operation["security"] == [{"Token": []}]
