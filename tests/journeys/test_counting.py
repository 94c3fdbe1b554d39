"""Stock-taking on a phone: one hand, without a network, reloaded and torn out of it, and two phones that disagree."""

import re

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.stock.taking import open_taking
from salwa.storage.register.models import CountedWeapon, StockScan
from tests.builders.stock import a_depot, a_lot, a_stored_weapon
from tests.journeys.conftest import barriers, overflow, picture

UID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SERIALS = ("AB 1001", "AB 1002", "С 0487-Б", "KM 77001")


@pytest.fixture
def keeper(a_person_with_code):
    return a_person_with_code(Role.STOCK_OFFICER)


@pytest.fixture
def taking(keeper):
    depot = a_depot(keeper.user, place="Strelsau", latitude=None)
    for serial in SERIALS:
        a_stored_weapon(depot, serial)
    a_lot(keeper.user, depot)
    return open_taking(acting_user=keeper.user, depot_id=depot)


@pytest.fixture
def phone(visit_as, keeper, taking):
    """The counting page on a phone, its worker in charge."""

    def open_page(language="en", scripts=True, person=None):
        page = visit_as(
            person=person or keeper,
            address=f"/stock/takings/{taking}/count/",
            width=390,
            language=language,
            scripts=scripts,
        )
        if scripts:
            page.wait_for_selector("[data-ready=yes]")
            page.evaluate(
                """async () => {
                  await navigator.serviceWorker.ready;
                  for (let i = 0; i < 100; i += 1) {
                    const cache = await caches.open("salwa-counting-1");
                    if (navigator.serviceWorker.controller && await cache.match(location.pathname)) return;
                    await new Promise((done) => setTimeout(done, 100));
                  }
                  throw new Error("the page was not kept");
                }"""
            )
        return page

    return open_page


def count(page, text, finding=None):
    if finding:
        page.get_by_label(finding, exact=True).check()
    page.locator("#id_read").fill(text)
    page.get_by_role("button", name="Count it").click()
    expect(page.locator(".count-last li").first).to_contain_text(text)


def unsent(page, number):
    expect(page.locator("[data-unsent]")).to_have_text(str(number))


def test_weapons_are_counted_without_a_network_through_reloads_and_sent_afterwards(phone, taking):
    page = phone()
    count(page, "AB 1001")
    unsent(page, 0)
    expect(page.locator(".count-last li").first).to_contain_text("There")
    page.context.set_offline(True)
    count(page, "ab1002")
    count(page, "XX 99")
    unsent(page, 2)
    expect(page.locator("[data-net]")).to_have_text("No network: scans are kept on this phone")
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    unsent(page, 2)
    page.locator("#id_read").press_sequentially("KM 77", delay=20)
    page.wait_for_timeout(700)
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    expect(page.locator("#id_read")).to_have_value("KM 77")
    page.locator("#id_read").press_sequentially("001")
    page.get_by_role("button", name="Count it").click()
    unsent(page, 3)
    assert StockScan.objects.count() == 1
    picture(page, "count-offline-en-390")
    assert barriers(page) == []
    page.context.set_offline(False)
    unsent(page, 0)
    places = list(StockScan.objects.order_by("pk").values_list("read", "place"))
    assert places == [("AB 1001", 1), ("ab1002", 2), ("XX 99", 3), ("KM 77001", 4)]
    assert CountedWeapon.objects.filter(result="there").count() == 3


def test_nothing_a_phone_keeps_can_be_read_there(phone):
    page = phone()
    page.context.set_offline(True)
    # Long enough that no sealed text has them by chance.
    count(page, "CANARY 47114711")
    page.locator("#id_read").press_sequentially("ZEBRA 47124712")
    page.wait_for_timeout(700)
    told = page.evaluate(
        """async () => {
          const texts = [];
          const base = await new Promise((done) => {
            const asked = indexedDB.open("salwa-counting", 1);
            asked.onsuccess = () => done(asked.result);
          });
          for (const name of base.objectStoreNames) {
            const rows = await new Promise((done) => {
              const asked = base.transaction(name).objectStore(name).getAll();
              asked.onsuccess = () => done(asked.result);
            });
            const plain = (key, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
              ? new TextDecoder("latin1").decode(value) : value;
            texts.push(JSON.stringify(rows, plain));
          }
          const kept = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const one of await cache.keys()) {
              kept.push(new URL(one.url).pathname);
              texts.push(await (await cache.match(one)).text());
            }
          }
          return {text: texts.join(" "), kept, local: Object.keys(localStorage).length};
        }"""
    )
    assert not re.search("CANARY|47114711|ZEBRA|47124712", told["text"])
    assert all(serial not in told["text"] for serial in SERIALS) and "Strelsau armoury" not in told["text"]
    pages = [path for path in told["kept"] if not path.startswith(("/static/", "/styles/"))]
    taking = r"/stock/takings/\d+"
    kept = [rf"{taking}/count/", rf"{taking}/kept/{UID}", rf"{taking}/kept/draft", "/stock/takings/kept/key"]
    assert [sum(bool(re.fullmatch(one, path)) for path in pages) for one in kept] == [1, 1, 1, 1] and len(pages) == 4
    assert told["local"] == 0


SECOND_COPY = """async () => {
  const cache = await caches.open("salwa-scans-1");
  return (await cache.keys()).map((one) => new URL(one.url).pathname.split("/kept/")[1]);
}"""


def test_both_copies_of_a_scan_go_when_the_register_has_it_and_not_before(phone):
    page = phone()
    page.context.set_offline(True)
    page.locator("#id_read").press_sequentially("AB 1001")
    page.wait_for_timeout(700)
    assert sorted(page.evaluate(SECOND_COPY)) == ["draft", "key"]
    page.get_by_role("button", name="Count it").click()
    unsent(page, 1)
    names = page.evaluate(SECOND_COPY)
    assert len(names) == 2 and "key" in names and any(re.fullmatch(UID, name) for name in names)
    page.context.set_offline(False)
    unsent(page, 0)
    expect(page.locator(".count-last li").first).to_contain_text("There")
    assert page.evaluate(SECOND_COPY) == ["key"]
    assert StockScan.objects.count() == 1


def test_a_scan_that_the_register_has_and_a_phone_sends_again_is_there_once(phone):
    page = phone()
    page.context.set_offline(True)
    count(page, "AB 1001")
    # As if the acknowledgement had been lost: a copy is there again after it.
    stale = page.evaluate("async () => (await salwaCounting.copy.scans(await salwaCounting.copy.list()))[0]")
    page.context.set_offline(False)
    unsent(page, 0)
    page.evaluate("async (scan) => { await salwaCounting.copy.keep(scan, false); }", stale)
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    expect(page.locator("[data-counting]")).to_have_attribute("data-back", "1")
    unsent(page, 0)
    assert not any(re.fullmatch(UID, name) for name in page.evaluate(SECOND_COPY))
    assert StockScan.objects.count() == 1


def test_what_is_typed_while_a_scan_is_being_kept_stays_in_the_box(phone):
    page = phone()
    page.locator("#id_read").fill("AB 1001")
    page.evaluate(
        """async () => {
          document.querySelector("[data-count-form]").requestSubmit();
          for (let i = 0; i < 5; i += 1) await Promise.resolve();
          document.querySelector("#id_read").value += "KM 7";
        }"""
    )
    expect(page.locator(".count-last li").first).to_contain_text("AB 1001")
    expect(page.locator("#id_read")).to_have_value("KM 7")
    page.wait_for_timeout(700)
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    expect(page.locator("#id_read")).to_have_value("KM 7")


def test_a_browser_that_keeps_one_copy_only_says_so(phone):
    page = phone()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.evaluate("() => { caches.open = () => Promise.reject(new Error('none')); }")
    count(page, "AB 1001")
    expect(page.get_by_role("alert")).to_have_text(
        "This browser keeps what you count in one place only. Send it as soon as there is a network."
    )
    unsent(page, 0)
    picture(page, "count-once-en-390")


def test_two_phones_that_disagree_are_shown_side_by_side_until_a_person_decides(
    phone, visit_as, keeper, taking, a_person_with_code
):
    first, second = phone(), phone(person=a_person_with_code(Role.STOCK_OFFICER))
    for page in (first, second):
        page.context.set_offline(True)
    count(first, "AB 1001")
    count(second, "AB 1001", "It is not there")
    for page in (second, first):
        page.context.set_offline(False)
        unsent(page, 0)
    desk = visit_as(person=keeper, address=f"/stock/takings/{taking}/", width=390)
    picture(desk, "taking-conflict-en-390")
    assert barriers(desk) == []
    assert overflow(desk) <= 0
    desk.get_by_role("link", name="Different findings about one thing").click()
    expect(desk.locator(".side-by-side li")).to_have_count(2)
    picture(desk, "conflict-en-390")
    assert barriers(desk) == []
    desk.get_by_placeholder("Why you decide so").fill("I went and looked.")
    desk.get_by_role("button", name="It is there", exact=True).click()
    expect(desk.get_by_text("Decided; both findings stay readable.")).to_be_visible()
    assert CountedWeapon.objects.get(serial="AB 1001").result == "there"
    assert StockScan.objects.count() == 2


def test_without_scripts_each_scan_is_sent_by_the_form(phone, taking):
    page = phone(scripts=False)
    page.locator("#id_read").fill("AB 1001")
    page.get_by_role("button", name="Count it").click()
    expect(page.get_by_text("AB 1001")).to_be_visible()
    page.locator("#id_read").fill("LOT 7-84")
    page.locator("summary").click()
    page.locator("#id_pieces").fill("990")
    page.get_by_role("button", name="Count it").click()
    page.get_by_role("button", name="Count it").click()
    expect(page.get_by_role("alert")).to_contain_text("Type or scan what stands on the weapon.")
    assert list(StockScan.objects.order_by("pk").values_list("matched", "pieces")) == [("exact", None), ("lot", 990)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_a_stock_taking_have_no_barriers(phone, visit_as, keeper, taking, language):
    page = phone(language)
    page.locator("#id_read").fill("С 0487-Б")
    page.locator("[data-count]").click()
    expect(page.locator(".count-last li")).to_have_count(1)
    page.locator("#id_read").fill("QQ 5")
    page.locator("[data-count]").click()
    unsent(page, 0)
    picture(page, f"count-{language}-390")
    assert barriers(page) == []
    assert overflow(page) <= 0
    desk = visit_as(person=keeper, address="/stock/", language=language)
    depot = desk.locator("tbody th a").first.get_attribute("href")
    places = {
        "stock": "/stock/", "depot": depot, "review": f"{depot}review/", "depot-form": f"{depot}change/",
        "taking": f"/stock/takings/{taking}/", "unseen": f"/stock/takings/{taking}/list/unseen/",
        "unread": f"/stock/takings/{taking}/unread/", "closing": f"/stock/takings/{taking}/close/",
    }  # fmt: skip
    for name, address in places.items():
        desk.goto(address)
        for width, height in ((390, 844), (1280, 900)):
            desk.set_viewport_size({"width": width, "height": height})
            picture(desk, f"{name}-{language}-{width}")
            assert (name, barriers(desk)) == (name, [])
            assert (name, overflow(desk)) <= (name, 0)
