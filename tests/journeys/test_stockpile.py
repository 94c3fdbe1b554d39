"""Stockpile pages: destruction by two persons, losses, surplus, ammunition, and what a phone's camera sees."""

import subprocess

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.ammunition import MovementKind
from salwa.domain.stock import LossKind
from salwa.services.ammunition.movements import MovementEntry, record_movement
from salwa.services.stock.closing import close_taking
from salwa.services.stock.losses import LossEntry, report_loss
from salwa.services.stock.taking import open_taking
from salwa.storage.register.models import Custody, Event, StockScan
from tests.builders.stock import a_depot, a_lot, a_stored_weapon
from tests.journeys.conftest import barriers, pages_looked_at, picture


@pytest.fixture
def keeper(a_person_with_code):
    return a_person_with_code(Role.STOCK_OFFICER)


@pytest.fixture
def depot(keeper):
    return a_depot(keeper.user, place="Strelsau")


@pytest.mark.parametrize("scripts", [True, False])
def test_weapons_are_destroyed_by_two_persons_from_surplus_to_certificate(visit_as, keeper, depot, scripts):
    weapons = [a_stored_weapon(depot, f"AB {number}") for number in (1001, 1002)]
    page = visit_as(person=keeper, address="/stock/surplus/new/", scripts=scripts)
    page.locator("#id_reason").select_option("obsolete")
    page.locator("#id_weapons").fill("\n".join(str(number) for number in weapons))
    page.get_by_role("button", name="Write it down").click()
    page.get_by_label("Keep", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("alert")).to_contain_text("another decision needs a reason")
    page.get_by_label("Destroy", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("link", name="Begin a destruction record").click()
    page.locator("#id_place").fill("Foundry of Zenda")
    page.locator("#id_witness_roles").fill("Inspector, Ministry of Justice")
    page.get_by_role("button", name="Begin the record").click()
    record = page.url
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("Another person who may approve has to decide.")).to_be_visible()
    assert Event.objects.filter(kind="destroyed").count() == 0
    boss = visit_as(Role.SUPERVISOR, address=record, scripts=scripts)
    boss.get_by_role("link", name="Decide on this request").click()
    boss.locator("textarea, input[type=text]").last.fill("I saw the furnace.")
    boss.get_by_role("button", name="Approve").first.click()
    if boss.get_by_role("button", name="Approve").count():
        boss.get_by_role("button", name="Approve").first.click()
    page.goto(record)
    page.get_by_role("link", name="Certificate to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of destruction")
    assert set(Custody.objects.values_list("whereabouts", flat=True)) == {"destroyed"}
    if scripts:
        picture(page, "certificate-en-1280")
        assert barriers(page) == []
        assert sheets_of(page) == ["1/1"]


def sheets_of(page):
    """The number at the foot of each sheet of paper the page is printed on."""
    printed = page.pdf(format="A4")
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True).stdout
    return [sheet.strip().splitlines()[-1].replace(" ", "") for sheet in text.decode().split("\f")[:-1]]


@pytest.fixture
def full(keeper, depot):
    """A depot with a bit of everything."""
    today = timezone.localdate()
    weapons = [a_stored_weapon(depot, f"AB {number}") for number in range(1001, 1007)]
    lot = a_lot(keeper.user, depot)
    record_movement(
        acting_user=keeper.user,
        entry=MovementEntry(lot, depot, MovementKind.ISSUED, 1_200, today.replace(year=2022, day=1)),
    )
    report_loss(
        acting_user=keeper.user, entry=LossEntry(LossKind.THEFT, depot, today, "Door forced at night.", weapons[:1])
    )
    taking = open_taking(acting_user=keeper.user, depot_id=depot)
    close_taking(acting_user=keeper.user, taking_id=taking)
    return lot, taking


def test_the_pages_of_the_stockpile_have_no_barriers(visit_as, keeper, full):
    lot, taking = full
    places = {
        "home-stock": "/", "losses": "/stock/losses/", "loss-form": "/stock/losses/new/",
        "surpluses": "/stock/surplus/",
        "surplus-form": "/stock/surplus/new/", "ammunition": "/ammunition/", "lot": f"/ammunition/{lot}/",
        "lot-form": "/ammunition/new/", "destructions": "/destruction/", "destruction-form": "/destruction/new/",
        "taking-closed": f"/stock/takings/{taking}/",
    }  # fmt: skip
    assert pages_looked_at(visit_as(person=keeper), places) == []


def test_a_code_before_the_camera_is_counted_and_what_is_typed_stays(visit_as, keeper, depot):
    weapon = a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper.user, depot_id=depot)
    page = visit_as(person=keeper, address="/stock/", width=390)
    # Desktop Chromium reads no codes: the browser's part is stood in for, ours is the one under test.
    page.add_init_script(
        f"""window.BarcodeDetector = class {{
          static async getSupportedFormats() {{ return ["qr_code"]; }}
          async detect() {{ return [{{ rawValue: "https://register.example/weapons/{weapon}/" }}]; }}
        }};
        navigator.mediaDevices.getUserMedia = async () => {{
          const canvas = document.createElement("canvas");
          canvas.getContext("2d").fillRect(0, 0, 9, 9);
          return canvas.captureStream();
        }};"""
    )
    page.goto(f"/stock/takings/{taking}/count/")
    page.wait_for_selector("[data-ready=yes]")
    page.locator("#id_read").fill("half a mar")
    page.get_by_role("button", name="Scan a code").click()
    expect(page.locator(".count-last li")).to_have_count(1)
    expect(page.locator(".count-last .tag")).to_have_text("There")
    expect(page.locator("#id_read")).to_have_value("half a mar")
    scan = StockScan.objects.get()
    assert (scan.how, scan.matched, scan.weapon_id) == ("scanned", "label", weapon)
