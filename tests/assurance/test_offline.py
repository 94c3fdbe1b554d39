"""Counting through thirty kills, reloads and cuts, with stores torn off, and with defects that have to be noticed."""

import time

import pytest

from tests.assurance.offline_campaign import Carrier, broken, run, serve

pytestmark = [pytest.mark.browser, pytest.mark.one_engine, pytest.mark.django_db(transaction=True)]
SEED = 7_771


def test_nothing_counted_is_lost_or_there_twice_through_thirty_disturbances():
    told = run(30, SEED, "", 10, phones=5)
    assert told["points"] == 30 and told["launches"] > 5 and told["entered"] >= 30
    assert (told["lost"], told["twice"], told["set_aside"], told["typing_faults"]) == (0, 0, 0, [])
    assert told["broken_off"] == []
    assert (broken(told), told["worst_typing_loss_seconds"] <= 5) == (False, True)


@pytest.mark.parametrize("defect", ["lost", "twice"])
def test_the_campaign_notices_a_page_that_loses_or_doubles_scans(defect):
    told = run(2, SEED, defect, 5)
    assert (broken(told), told[defect] > 0) == (True, True)


class Scene(Carrier):
    """One phone without network and without chance: three marks, one begun, a kill, and damage to the phone's disk."""

    def work(self, campaign):
        self.line.set_cut(True)
        for _ in range(3):
            campaign.box.fill(campaign.new_text())
            campaign.enter()
        self.typing = []
        # A torn log shows itself at the start after the next only, when something was written behind the tear.
        for _ in range(2 if self.wipe == "torn" else 1):
            text = campaign.new_text()
            campaign.box.press_sequentially(text[:4])
            time.sleep(1)
            campaign.phone.kill()
            campaign.phone.start()
            self.typing.append(campaign.box.input_value() == text[:4])
            campaign.box.fill(text)
            campaign.enter()


def scene(wipe, control=""):
    server = serve(control)
    phone = Scene(server.port, 0, 0, SEED, wipe)
    phone.start()
    phone.join(120)
    told = phone.counts()
    server.terminate()
    assert (phone.fault, told["twice"], told["set_aside"]) == ("", 0, 0)
    return told["entered"], told["lost"], phone.campaign.phone.brought_back, phone.typing


@pytest.mark.parametrize(
    ("wipe", "seen"),
    [("first", (4, 0, 3, [True])), ("second", (4, 0, 0, [True])), ("torn", (5, 0, 4, [True, True]))],
)
def test_nothing_is_lost_when_a_browser_loses_one_of_the_two_stores(wipe, seen):
    assert scene(wipe) == seen


@pytest.mark.parametrize(
    ("wipe", "control", "seen"),
    [("both", "", (4, 3, 0, [False])), ("torn", "copy", (5, 4, 0, [True, False]))],
)
def test_control_what_is_kept_once_only_is_lost_by_the_same_kills(wipe, control, seen):
    assert scene(wipe, control) == seen
