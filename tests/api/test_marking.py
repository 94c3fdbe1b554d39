"""Marking for programs: the check, the list, campaigns, a struck mark sent twice."""

from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.services.marking.work import take_weapons
from salwa.storage.register.models import CampaignWeapon, Mark
from tests.api.conftest import a_program
from tests.builders.marking import a_campaign, a_mark, a_serial, a_store, a_weapon, weapons_in
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def test_a_check_names_rule_paragraph_reason_and_remedy(program, clerk):
    number = a_weapon(clerk, a_mark(state="none"))
    status, _, found = program.get(f"/marking/weapons/{number}")
    assert (status, found["overall"], found["profile"]) == (200, "marks_missing", 0)
    assert len(found["findings"]) == 18
    assert next(one for one in found["findings"] if one["rule"] == "manufacture") == {
        "rule": "manufacture",
        "paragraph": "ITI 8(a); PoA II.7, II.8",
        "advice": False,
        "verdict": "not_fulfilled",
        "why": "The weapon bears no serial number.",
        "remedy": "Mark it with a unique number of the national series and record the mark.",
    }
    assert program.get(f"/marking/weapons/{number + 1}")[0] == 404


def test_the_list_is_paged_and_narrowed(program, clerk):
    numbers = [a_weapon(clerk, a_mark(state="none")) for _ in range(3)]
    a_weapon(clerk, a_serial())
    status, _, first = program.get("/marking/missing?count=2")
    assert (status, [row["weapon"] for row in first["rows"]]) == (200, numbers[:2])
    assert first["counts"] == {"duly_marked": 0, "marks_missing": 3, "cannot_tell": 1}
    _, _, rest = program.get(f"/marking/missing?count=2&after={first['next']}&rule=manufacture&maker=zastava")
    assert ([row["weapon"] for row in rest["rows"]], rest["next"]) == (numbers[2:], None)
    assert program.get("/marking/missing?rule=plate")[0] == 422


def test_a_struck_mark_is_recorded_once(program, clerk):
    weapons_in(clerk, depot := a_store(clerk), 1)
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    _, _, bench = program.get(f"/marking/campaigns/{campaign}/teams/{team}/bench")
    planned = CampaignWeapon.objects.get(pk=work).planned_text
    assert [(row["work"], row["strike"]) for row in bench["rows"]] == [(work, planned)]
    report = {
        "uid": str(uuid4()), "text": planned, "component": "receiver", "method": "laser", "depth_mm": 0.2,
        "day": timezone.localdate().isoformat(),
    }  # fmt: skip
    status, _, done = program.post(f"/marking/bench/{work}/done", report)
    assert (status, done["state"], done["again"]) == (200, "done", False)
    status, _, again = program.post(f"/marking/bench/{work}/done", report)
    assert (status, again) == (200, done | {"again": True})
    assert Mark.objects.filter(text=planned).count() == 1
    status, _, problem = program.post(f"/marking/bench/{work}/done", report | {"uid": str(uuid4())})
    assert (status, problem["code"]) == (422, "not_to_do")
    _, _, found = program.get(f"/marking/campaigns/{campaign}")
    assert (found["counts"], found["days"]) == ({"done": 1}, [{"day": report["day"], "done": 1}])
    _, _, listed = program.get("/marking/campaigns")
    assert [one["campaign"] for one in listed["campaigns"]] == [campaign]


def test_programs_of_people_without_a_part_in_marking_are_refused(clerk):
    program = a_program(Role.AUDITOR)
    for path in ("/marking/missing", "/marking/campaigns", "/marking/weapons/1"):
        assert program.get(path)[0] == 403
