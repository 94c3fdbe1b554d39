"""Asking for what has no page of its own, with something due: personal data to remove, sealed data under an old key."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.keys.actions import ensure_keyring
from salwa.storage.accounts.models import Approval
from salwa.storage.register.models import Person
from tests.assurance.many_records import put_persons
from tests.builders.people import an_operator
from tests.journeys.conftest import BOTH_DIRECTIONS, looked_at

PAGES = {"purge": Role.SUPERVISOR, "key-change": Role.ADMINISTRATOR}


@pytest.fixture
def due(transactional_db, settings, tmp_path):
    """Five persons whose time is over, sealed under the key in force."""
    settings.HOME = tmp_path
    assert ensure_keyring(acting_user=an_operator())
    put_persons(5)
    Person.objects.update(recorded_at=timezone.now() - timedelta(days=25 * 366), purge_due=timezone.localdate())


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
@pytest.mark.parametrize("what", PAGES)
def test_asking_decided_by_another_person_without_scripts(visit_as, due, a_person_with_code, what, language, width):
    person = a_person_with_code(PAGES[what])
    how = {"language": language, "width": width, "scripts": False}
    page = visit_as(person=person, address=f"/approvals/ask/{what}/", **how)
    assert looked_at(page, f"ask-{what}-{language}", scripts=False) == []
    stands = page.locator(".approval-facts li").all_inner_texts()
    page.locator("main form[method=post] .button-row button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert looked_at(page, f"ask-{what}-error-{language}", scripts=False) == []
    page.locator("#id_reason").fill("تغيير سنوي" if language == "ar" else "yearly")
    page.locator("main form[method=post] .button-row button").click()
    request = Approval.objects.get()
    assert page.url.endswith(f"/approvals/{request.pk}/")
    expect(page.get_by_role("status")).to_be_visible()
    # What was shown before asking is what is frozen with the request.
    assert stands and page.locator(".approval-facts li").all_inner_texts() == stands
    assert looked_at(page, f"asked-{what}-{language}", scripts=False) == []
    page.goto(f"/approvals/ask/{what}/")
    expect(page.locator(f"main a[href='/approvals/{request.pk}/']")).to_be_visible()
    expect(page.locator("main form[method=post]")).to_have_count(0)
    assert looked_at(page, f"ask-{what}-waiting-{language}", scripts=False) == []
    other = visit_as(PAGES[what], address=f"/approvals/{request.pk}/", **how)
    assert looked_at(other, f"decide-{what}-{language}", scripts=False) == []


@pytest.mark.parametrize("what", PAGES)
def test_asking_has_no_barriers_in_either_direction(visit_as, due, a_person_with_code, what):
    person = a_person_with_code(PAGES[what])
    for language in ("en", "ar"):
        page = visit_as(person=person, address=f"/approvals/ask/{what}/", language=language)
        assert looked_at(page, f"ask-{what}-scripts-{language}") == []
