"""Lines that cannot be taken: each with its reason, the others unharmed; files that are cut, foreign or hostile."""

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import make_operator
from salwa.services.custody.present import keep_present_state
from salwa.services.register_exchange.actions import import_register
from salwa.services.register_exchange.persons import PersonTaker, Sealer
from salwa.storage.register.models import Custody, Event, Holder, Mark, Weapon

pytestmark = pytest.mark.django_db
NOW = "2026-01-02T03:04:05+00:00"
HEADER = {"kind": "header", "format": "salwa-register-exchange", "version": 1, "as_of": NOW, "persons": "left_out"}
ONE, TWO = "1" * 32, "2" * 32
DEPOT = "11111111-1111-4111-8111-111111111111"


def line(kind, **fields):
    return {"kind": kind, "recorded_at": NOW} | fields


def weapon(uid=ONE, **fields):
    return line("weapon", uid=uid, item_kind="weapon") | fields


def mark(**fields):
    return line("mark", uid="m1", weapon=ONE, content="serial", state="present", text="AB12") | fields


def event(**fields):
    return line("event", uid="e1", weapon=ONE, event="seized") | fields


def put(path, *lines, header=HEADER, trailer=None):
    """An exchange file with these lines; texts are put in as they are."""
    content = [json.dumps(header).encode() + b"\n"] if header else []
    content += [one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines]
    facts = {
        "kind": "trailer",
        "lines": len(content),
        "counts": {},
        "sha256": hashlib.sha256(b"".join(content)).hexdigest(),
        "records_sha256": hashlib.sha256(b"".join(content[1:])).hexdigest(),
    }
    content.append(json.dumps(facts | (trailer or {})).encode() + b"\n")
    path.write_bytes(b"".join(content))
    return path


@pytest.fixture
def take(tmp_path):
    """Takes lines in; the result and the lines that were set aside."""

    def taken(*lines, **how):
        user = make_operator()
        path = put(tmp_path / "in.jsonl", *lines)
        aside = tmp_path / "aside.jsonl"
        result = import_register(acting_user=user, path=path, set_aside=aside, **how)
        rows = [json.loads(row) for row in aside.read_text().splitlines()] if aside.exists() else []
        assert result.added + result.known + result.set_aside == result.lines == len(lines)
        return result, rows

    return taken


def test_a_register_of_elsewhere_needs_very_little(take):
    result, _ = take(weapon(maker_text="Zastava"), mark(), event(event="found", date="2024-05-01"))
    assert result.added == 3
    saved = Mark.objects.get()
    assert (saved.text, saved.normalised, saved.skeleton, saved.component) == ("AB12", "AB12", "A812", "unknown")
    assert Weapon.objects.get().state_owned == "unknown"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json\n", "not_json"),
        (b'{"kind":"weapon","kind":"mark"}\n', "not_json"),
        (b'{"kind":"weapon","year":NaN}\n', "not_json"),
        (b"[" * 5_000 + b"]" * 5_000 + b"\n", "not_json"),
        (b"\xff\xfe\n", "not_json"),
        (b"[1]\n", "not_json"),
        ({"kind": "spoon"}, "unknown_kind"),
        ({"kind": ["weapon"]}, "unknown_kind"),
        (weapon(TWO, colour="red"), "unknown_field"),
        (line("weapon", item_kind="weapon"), "missing"),
        (weapon(TWO, year="1984"), "wrong_type"),
        (weapon(TWO, year=True), "wrong_type"),
        (weapon(TWO, year=0), "too_small"),
        (weapon(TWO, month=13), "too_large"),
        (weapon(TWO, item_kind="spoon"), "not_allowed"),
        (weapon(TWO, reference="x" * 201), "too_long"),
        (weapon("not hex"), "wrong_form"),
        (weapon(TWO, maker_text="a\x00b"), "broken_text"),
        (weapon(TWO, maker_text="a\ud800b"), "broken_text"),
        (weapon(TWO, recorded_at="2026-01-02T03:04:05"), "wrong_form"),
        (weapon(TWO, recorded_at="2026-13-02T03:04:05Z"), "wrong_form"),
        (event(uid="e2", date="2023-02-30"), "wrong_form"),
        (event(uid="e2", weapon=TWO), "refers_to_unknown"),
        (event(uid="e2", giver=DEPOT), "refers_to_unknown"),
        (line("correction", uid="e2", weapon=ONE, event="seized", corrects="e9"), "refers_to_unknown"),
        (mark(uid="m2", text="X", corrects="m9"), "refers_to_unknown"),
        (event(uid="e2", details={"a": {"b": "\x00"}}), "broken_text"),
        (line("holder", uid=DEPOT, holder_kind="person", name="A. Person"), "person_with_name"),
        (line("person", uid=DEPOT, nonce="AAAA", sealed="AAAA") | {}, "unknown_field"),
        ({"kind": "person", "uid": DEPOT, "nonce": "AAAA", "sealed": "AAAA"}, "persons_stay_sealed"),
        (weapon(TWO, origin={"source": "9" * 32, "row": 3}), "refers_to_unknown"),
    ],
)
def test_a_bad_line_is_set_aside_in_words_and_the_others_come_in(take, bad, reason):
    result, rows = take(weapon(), mark(), event(), bad)
    assert (result.added, result.reasons) == (3, {reason: 1})
    assert (rows[0]["line"], rows[0]["reason"]) == (5, reason)
    assert rows[0]["what"].endswith(".") and "{" not in rows[0]["what"].replace("{not", "")
    assert rows[0]["to_do"].endswith(".")
    assert (Weapon.objects.count(), Mark.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_a_known_record_with_other_content_is_never_overwritten(take):
    take(weapon(maker_text="Zastava"))
    result, rows = take(weapon(maker_text="Colt"))
    assert (result.set_aside, rows[0]["reason"]) == (1, "differs")
    assert "maker_text" in rows[0]["what"]
    assert Weapon.objects.get().maker_text == "Zastava"


def test_an_identifier_of_another_weapons_entry_is_refused(take):
    take(weapon(), event())
    result, rows = take(weapon(TWO), event(weapon=TWO))
    assert (result.added, rows[0]["reason"]) == (1, "of_another")


def test_two_equal_marks_stay_two_and_are_known_again(take):
    take(weapon(), mark(), mark(uid="m2"))
    assert Mark.objects.count() == 2
    result, _ = take(weapon(), mark(), mark(uid="m2"))
    assert (result.known, Mark.objects.count()) == (3, 2)


def test_holders_may_refer_forward_and_are_linked_in_the_end(take):
    other = "22222222-2222-4222-8222-222222222222"
    take(
        line("holder", uid=DEPOT, holder_kind="depot", name="Depot", parent=other, successor=other),
        line("holder", uid=other, holder_kind="state_unit", name="Army"),
    )
    depot = Holder.objects.get(uid=DEPOT)
    assert (depot.parent.name, depot.successor.name) == ("Army", "Army")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_an_exchange_file"),
        (b"Serial;Maker\nAB1;Colt\n", "not_an_exchange_file"),
        (json.dumps(HEADER | {"version": 2}).encode() + b"\n", "other_version"),
        (json.dumps(HEADER).encode() + b"\n" + json.dumps(weapon()).encode() + b"\n", "exchange_file_cut"),
        (json.dumps(HEADER | {"extra": 1}).encode() + b"\n", "not_an_exchange_file"),
        (b"\x1f\x8b broken", "exchange_file_cut"),
        (b"x" * 9_000_000, "not_an_exchange_file"),
    ],
)
def test_what_is_no_whole_exchange_file_is_refused(tmp_path, content, code):
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        import_register(acting_user=make_operator(), path=path, set_aside=tmp_path / "aside")
    assert (refusal.value.code, Weapon.objects.count()) == (code, 0)


def test_an_altered_file_is_refused_unless_it_was_mended_on_purpose(tmp_path):
    path = put(tmp_path / "in.jsonl", weapon(maker_text="Colt"))
    path.write_bytes(path.read_bytes().replace(b"Colt", b"Coat"))
    with pytest.raises(Refusal, match="altered"):
        import_register(acting_user=make_operator(), path=path, set_aside=tmp_path / "aside")
    assert import_register(acting_user=make_operator(), path=path, set_aside=tmp_path / "a", mended=True).added == 1


def test_a_packed_bomb_is_refused_before_it_fills_anything(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", 9) as file:
        file.write(json.dumps(HEADER).encode() + b"\n")
        for _ in range(150):
            file.write(b" " * 1_000_000 + b"\n")
    with pytest.raises(Refusal) as refusal:
        import_register(acting_user=make_operator(), path=path, set_aside=tmp_path / "aside")
    assert refusal.value.code == "exchange_file_packed"


def test_persons_are_sealed_to_their_identifier_and_the_passphrase():
    sealer = Sealer("several words nobody guesses")
    sealed = sealer.sealed(DEPOT, {"name": "A. Person", "note": "x"})
    assert "Person" not in json.dumps(sealed)
    assert Sealer("several words nobody guesses", sealer.head).opened(sealed)["name"] == "A. Person"
    for other in (
        lambda: Sealer("other words entirely", sealer.head).opened(sealed),
        lambda: sealer.opened(sealed | {"uid": ONE}),
        lambda: sealer.opened(sealed | {"sealed": sealed["sealed"][:-4] + "AAA="}),
    ):
        with pytest.raises(Refusal, match="does not open"):
            other()
    assert PersonTaker(None).sealer is None


DYING = """
import os, django
os.environ["SALWA_KILL_AT"] = "exchange_batch_saved"
django.setup()
from pathlib import Path
import sys
from salwa.services.register_exchange import importing
from salwa.services.custody.present import keep_present_state
from salwa.services.register_exchange.actions import import_register
from salwa.services.accounts.actions import operator
importing.BATCH = 4
import_register(acting_user=operator(), path=Path(sys.argv[1]), set_aside=Path(sys.argv[2]))
"""


def test_a_killed_import_goes_on_when_it_is_given_again(tmp_path):
    home = tmp_path / "home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA", "DJANGO"))}
    environment |= {"SALWA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "salwa.settings.django"}
    salwa = [sys.executable, "-m", "salwa.commands.main"]
    subprocess.run([*salwa, "init", "--home", home, "--state", "KEN", "--no-input"], env=environment, check=True)
    lines = [one for n in range(1, 9) for one in (weapon(f"{n:032x}"), mark(weapon=f"{n:032x}", text=f"S{n}"))]
    path = put(tmp_path / "in.jsonl", *lines)
    died = subprocess.run(
        [sys.executable, "-c", DYING, path, tmp_path / "aside"], env=environment, check=False, capture_output=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = subprocess.run(
        [*salwa, "register", "import", path, "--home", home, "--json"], env=environment, check=True, capture_output=True
    )
    result = json.loads(again.stdout)
    assert (result["lines"], result["added"], result["known"], result["set_aside"]) == (16, 12, 4, 0)
    assert settings.SALWA is not None


def test_states_computed_for_many_are_those_computed_one_by_one(take):
    take(weapon(), event(event="seized", date="2024-05-01"), event(uid="e2", event="destroyed", date="2024-06-01"))
    together = Custody.objects.values().get()
    alone = keep_present_state(Weapon.objects.get().pk)
    fields = ("whereabouts", "holder_id", "since", "contradictions", "deactivated", "last_lawful_id")
    assert {name: together[name] for name in fields} == {name: getattr(alone, name) for name in fields}
    assert (together["version"], alone.version) == (1, 2)
