"""Marking: the check on a weapon's page, a campaign from plan to yield, a phone without scripts, labels."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.marking.vocabulary import SkipReason
from salwa.services.marking.quality import read_again
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import skip_weapon, take_weapons
from salwa.storage.register.models import CampaignWeapon, Mark, MarkingCampaign, Picture
from tests.builders.marking import a_campaign, a_mark, a_report, a_serial, a_store, a_weapon, weapons_in
from tests.builders.people import a_person
from tests.journeys.conftest import BOTH_DIRECTIONS, looked_at


@pytest.fixture
def clerk(transactional_db):
    return a_person(Role.REGISTRAR)


@pytest.fixture
def depot(clerk):
    """A store with weapons of several kinds, as stores are."""
    store = a_store(clerk, "Depot North")
    a_weapon(clerk, a_mark(state="none"), store=store, type="pistol", maker="Beretta", model="92", calibre="9x19")
    a_weapon(clerk, a_mark("С 0487-Б"), store=store, calibre="7,62 x 39", state_owned="yes")
    a_weapon(clerk, a_mark(state="erased"), store=store, state_owned="yes")
    weapons_in(clerk, store, 3)
    return store


def strike(clerk, work, **more):
    """Record the planned mark of a weapon on a work list."""
    text = CampaignWeapon.objects.get(pk=work).planned_text
    return record_mark(acting_user=clerk, work_id=work, struck=a_report(text, **more))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_check_stands_on_the_weapons_page_with_reasons(visit_as, clerk, depot, language):
    number = a_weapon(
        clerk, a_mark(state="erased"), a_mark("UGANDA 88", "import_mark", occasion="import"), country="Belgium"
    )
    page = visit_as(Role.REGISTRAR, address=f"/weapons/{number}/", language=language)
    assert looked_at(page, f"marking-weapon-page-{language}") == []
    assert page.locator(".rules .not_fulfilled").count() == 3
    page.goto(f"/marking/weapons/{number}/")
    assert looked_at(page, f"marking-check-{language}") == []
    assert page.locator(".rules > li").count() == 18


def test_a_ground_is_recorded_and_a_slip_is_told_at_its_field(visit_as, clerk):
    number = a_weapon(clerk, a_serial())
    page = visit_as(Role.REGISTRAR, address=f"/marking/weapons/{number}/", scripts=False)
    page.get_by_text("Record a ground").click()
    page.get_by_label("Imported for a time, for a lawful purpose").check()
    page.get_by_role("button", name="Record the ground").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the number of the permit")
    page.get_by_label("Document that proves it").fill("TI 7/2026")
    page.get_by_role("button", name="Record the ground").click()
    expect(page.get_by_role("alert")).to_contain_text("A temporary import needs the day on which it ends.")
    page.get_by_label("Last day of a temporary import").fill((timezone.localdate() + timedelta(9)).isoformat())
    page.get_by_role("button", name="Record the ground").click()
    expect(page.get_by_text("The ground was recorded.")).to_be_visible()
    page.get_by_role("button", name="End this ground").click()
    expect(page.get_by_text("None is on record.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_of_weapons_that_lack_marks(visit_as, clerk, depot, language):
    page = visit_as(Role.SUPERVISOR, address="/marking/missing/", language=language)
    assert looked_at(page, f"marking-missing-{language}") == []
    page.goto("/marking/missing/?rule=readable")
    assert page.locator("tbody tr").count() == 1
    page.goto("/marking/profile/")
    assert looked_at(page, f"marking-profile-{language}") == []


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_a_campaign_is_planned_without_scripts(visit_as, clerk, depot, language, width):
    page = visit_as(Role.REGISTRAR, address="/marking/campaigns/plan/", language=language, width=width, scripts=False)
    assert looked_at(page, f"marking-plan-{language}", scripts=False) == []
    page.locator("#id_name").fill("حملة الشمال" if language == "ar" else "Northern depots")
    page.locator("form.panel, form").last.locator("button.button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=occasion][value=state_stock]").check()
    page.locator("input[name=only_lacking][value=no]").check()
    page.locator(f"input[name=stores][value='{depot.pk}']").check()
    page.locator("input[name=weekdays][value='6']").check()
    page.locator("#id_days_off").fill("2026-12-25\n2027-01-01")
    page.locator("main form[method=post] .button-row button").click()
    campaign = MarkingCampaign.objects.get()
    assert (campaign.weekdays, campaign.days_off) == ([0, 1, 2, 3, 4, 6], ["2026-12-25", "2027-01-01"])
    assert page.url.endswith(f"/marking/campaigns/{campaign.pk}/")
    page.locator("#teams details.panel summary").click()
    page.locator("#id_team-name").fill("Team A")
    page.locator("#teams details.panel form .button").click()
    page.locator("#supplies details.panel summary").click()
    page.locator("#id_supply-name").fill("Diesel")
    page.locator("#id_supply-kind").select_option("fuel")
    page.locator("#id_supply-in_stock").fill("20,5")
    page.locator("#id_supply-per_team_day").fill("30")
    page.locator("#supplies details.panel form .button").click()
    assert looked_at(page, f"marking-planned-{language}", scripts=False) == []
    expect(page.locator("#supplies tbody tr")).to_have_count(1)
    page.locator("form[action$='/start/'] button").click()
    assert MarkingCampaign.objects.get().state == "running"


def a_running_campaign(clerk, depot):
    """A campaign in its fifth day, with a skipped weapon, one to be marked again, and a sample."""
    today = timezone.localdate()
    campaign, (team,) = a_campaign(clerk, depot, starts_on=today - timedelta(4), sample_percent=100)
    works = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team, count=4)
    strike(clerk, works[0], day=today - timedelta(4), depth_mm=0.12)
    strike(clerk, works[1], day=today - timedelta(2))
    skip_weapon(acting_user=clerk, work_id=works[2], reason=SkipReason.ISSUED_OUT, note="مع دورية 7")
    strike(clerk, works[3], day=today, depth_mm=0.02)
    return campaign, team


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_a_running_campaign(visit_as, clerk, depot, language):
    campaign, _ = a_running_campaign(clerk, depot)
    page = visit_as(Role.REGISTRAR, address=f"/marking/campaigns/{campaign}/", language=language)
    page.locator("figure.count-picture img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure.count-picture img').complete")
    assert page.evaluate("document.querySelector('figure.count-picture img').naturalWidth") > 200
    assert looked_at(page, f"marking-campaign-{language}") == []
    for state in ("skipped", "rework"):
        page.goto(f"/marking/campaigns/{campaign}/list/{state}/")
        assert looked_at(page, f"marking-{state}-{language}") == []
        assert page.locator("tbody tr").count() == 1
    page.goto("/marking/")
    assert looked_at(page, f"marking-first-{language}") == []


def a_photograph():
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(out, "JPEG")
    return {"name": "mark.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_a_team_marks_a_weapon_on_a_phone_without_scripts(visit_as, clerk, depot, language, width):
    campaign, (team,) = a_campaign(clerk, depot)
    address = f"/marking/campaigns/{campaign}/teams/{team}/"
    page = visit_as(Role.STOCK_OFFICER, address=address, language=language, width=width, scripts=False)
    page.locator("form[action$='/next/'] button").first.click()
    assert re.search(r"/marking/work/\d+/$", page.url)
    work = CampaignWeapon.objects.get(state="allotted")
    expect(page.locator(".strike-text")).to_have_text(work.planned_text)
    assert page.locator(".checks .against").count() == 0
    assert looked_at(page, f"marking-bench-{language}", scripts=False) == []
    page.locator("#id_depth").fill("0,12")
    page.locator("#id_picture").set_input_files(a_photograph())
    page.locator("form[enctype] .button.wide").click()
    assert page.url.endswith(address)
    expect(page.get_by_role("status")).to_be_visible()
    assert CampaignWeapon.objects.get(pk=work.pk).state == "done"
    assert Mark.objects.filter(text=work.planned_text).count() == 1
    assert Picture.objects.get().mark.text == work.planned_text
    page.locator("form[action$='/next/'] button").first.click()
    page.locator("details:has(#id_skip-reason) summary").click()
    page.locator("#id_skip-reason").select_option("other")
    page.locator("form[action$='/skip/'] button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#id_skip-note").fill("Bolt is stuck")
    page.locator("form[action$='/skip/'] button").click()
    assert CampaignWeapon.objects.filter(state="skipped").count() == 1
    page.locator("details:has(#take-count) summary").click()
    page.locator("#take-count").fill("3")
    page.locator("form:has(#take-count) button").click()
    expect(page.locator(".work-lines > li")).to_have_count(3)
    assert looked_at(page, f"marking-team-{language}", scripts=False) == []


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_pages_with_forms_have_no_barriers_also_with_errors(visit_as, clerk, depot, language, width):
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team)
    page = visit_as(Role.REGISTRAR, address="/marking/campaigns/plan/", language=language, width=width)
    assert looked_at(page, f"marking-plan-scripts-{language}", (width,)) == []
    page.locator("main form[method=post] .button-row button").click()
    assert looked_at(page, f"marking-plan-errors-{language}", (width,)) == []
    page.goto(f"/marking/work/{work}/")
    assert looked_at(page, f"marking-bench-scripts-{language}", (width,)) == []
    page.locator("#id_text").fill("")
    page.locator("form[enctype] .button.wide").click()
    assert looked_at(page, f"marking-bench-errors-{language}", (width,)) == []
    page.goto(f"/marking/campaigns/{campaign}/")
    page.locator("#teams details.panel summary").click()
    page.locator("#teams details.panel form .button").click()
    assert looked_at(page, f"marking-team-errors-{language}", (width,)) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_bench_has_no_barriers_also_when_something_does_not_fit(visit_as, clerk, depot, language):
    campaign, team = a_running_campaign(clerk, depot)
    rework = CampaignWeapon.objects.get(state="rework")
    page = visit_as(Role.STOCK_OFFICER, address=f"/marking/work/{rework.pk}/", language=language, width=390)
    assert looked_at(page, f"marking-rework-bench-{language}", (390,)) == []
    page.goto(f"/marking/campaigns/{campaign}/teams/{team}/")
    assert looked_at(page, f"marking-team-open-{language}", (390,)) == []


def test_a_second_person_reads_a_mark_that_is_not_shown(visit_as, clerk, depot):
    campaign, _ = a_running_campaign(clerk, depot)
    page = visit_as(Role.STOCK_OFFICER, address=f"/marking/campaigns/{campaign}/sample/", width=390)
    assert page.locator(".tasks > li").count() == 2
    done = CampaignWeapon.objects.filter(state="done").order_by("pk").first()
    assert done.planned_text not in page.content()
    page.locator(".tasks a").first.click()
    assert done.planned_text not in page.content()
    assert looked_at(page, "marking-read-en", (390,)) == []
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Record my reading").click()
    expect(page.get_by_role("alert")).to_contain_text("types what it says")
    page.get_by_label("What does it say?").fill(done.planned_text.lower())
    page.get_by_role("button", name="Record my reading").click()
    expect(page.get_by_text("Your reading agrees with the record.")).to_be_visible()
    assert page.locator(".tasks > li").count() == 1


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_labels_are_printed_and_scanned(visit_as, clerk, depot, language, width):
    number = a_weapon(clerk, a_mark("QX 774219"), store=depot)
    page = visit_as(Role.STOCK_OFFICER, address=f"/marking/weapons/{number}/label/", language=language, width=width)
    assert looked_at(page, f"marking-label-{language}") == []
    assert "QX 774219" not in page.locator("main").inner_text()
    short = page.locator(".paper-label .mark").inner_text()
    page.goto(f"/marking/weapons/{number}/label/?serial=1&address=1")
    assert "QX 774219" in page.locator("main").inner_text()
    page.goto(f"/marking/stores/{depot.pk}/labels/")
    assert looked_at(page, f"marking-sheet-{language}") == []
    page.emulate_media(media="print")
    assert looked_at(page, f"marking-sheet-printed-{language}", scripts=False) == []
    page.emulate_media(media="screen")
    page.goto(f"/marking/l/w/{short}/")
    assert page.url.endswith(f"/weapons/{number}/")
    page.goto("/marking/scan/")
    page.locator("#id_code").fill("salwa:w:1-Z")
    page.locator("form .button.wide").click()
    assert looked_at(page, f"marking-scan-{language}") == []
    page.locator("#id_code").fill(f"salwa:w:{short}")
    page.locator("form .button.wide").click()
    assert page.url.endswith(f"/weapons/{number}/")


def test_a_profile_with_faults_is_refused_line_by_line(visit_as, clerk):
    page = visit_as(Role.SUPERVISOR, address="/marking/profile/")
    page.locator("#id_text").fill("salwa_marking_profile: 1\ndepth_mm: 99\nmethods: [melting]\n")
    page.get_by_role("button", name="Set this as a new version").click()
    expect(page.locator("#faults + ol li")).to_have_count(2)
    assert looked_at(page, "marking-profile-faults", (1280,)) == []
    page.locator("#id_text").fill("salwa_marking_profile: 1\ndepth_mm: 0.2\n")
    page.get_by_role("button", name="Set this as a new version").click()
    expect(page.get_by_text("Version 1 of the profile is in force.")).to_be_visible()


def test_somebody_elses_reading_puts_a_weapon_on_the_list(visit_as, clerk, depot):
    campaign, _ = a_running_campaign(clerk, depot)
    done = CampaignWeapon.objects.filter(state="done").order_by("pk").first()
    read_again(acting_user=a_person(Role.STOCK_OFFICER), work_id=done.pk, uid=str(uuid4()), readable=False)
    page = visit_as(Role.STOCK_OFFICER, address=f"/marking/work/{done.pk}/", width=390, scripts=False)
    expect(page.get_by_text("A second person could not read it.")).to_be_visible()
    page.get_by_text("The mark may stay as it is").click()
    page.locator("#accept-note").fill("Legible under oblique light.")
    page.get_by_role("button", name="Leave it with this note").click()
    assert CampaignWeapon.objects.get(pk=done.pk).state == "done"
