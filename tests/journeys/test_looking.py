"""The look at a page sees what is wrong with it: the control of every journey that finds nothing."""

from tests.journeys.conftest import PICTURES, looked_at

PICTURE_WITHOUT_WORDS = "document.querySelector('main').append(new Image())"
TOO_WIDE_ON_A_PHONE = """(() => {
    const wide = document.createElement("p");
    wide.textContent = "wide";
    wide.style.minInlineSize = "700px";
    document.querySelector("main").append(wide);
})()"""


def test_a_picture_without_words_is_a_fault_at_each_width(visit, transactional_db):
    page = visit("/accounts/login/")
    assert looked_at(page, "looking") == []
    page.evaluate(PICTURE_WITHOUT_WORDS)
    faults = looked_at(page, "looking")
    assert [fault.split(": ")[:2] for fault in faults] == [
        ["looking at 390", "image-alt"],
        ["looking at 1280", "image-alt"],
    ]
    assert page.viewport_size["width"] == 1280


def test_what_is_too_wide_for_a_phone_is_a_fault_there_only(visit, transactional_db):
    page = visit("/accounts/login/", language="ar")
    page.evaluate(TOO_WIDE_ON_A_PHONE)
    faults = looked_at(page, "looking-wide")
    assert len(faults) == 1
    assert faults[0].startswith("looking-wide at 390: ") and faults[0].endswith(" pixels too wide")
    assert all((PICTURES / f"looking-wide-{width}.png").exists() for width in (390, 1280))
