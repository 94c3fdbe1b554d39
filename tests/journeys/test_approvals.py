"""One person asks for the withdrawal of an import, cannot approve it, and another person does."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.approvals.actions import refuse
from salwa.services.imports.withdrawal import request_withdrawal
from salwa.storage.accounts.models import Approval
from salwa.storage.register.models import Import, Weapon
from tests.builders.approvals import a_request_for_a_role, approved
from tests.builders.files import a_file, imported, row
from tests.builders.people import a_person, an_operator
from tests.journeys.conftest import BOTH_DIRECTIONS, bytes_of_visit, looked_at


@pytest.fixture
def an_import(transactional_db):
    an_operator()
    return imported(a_file([row(number, f"A{number:04d}") for number in range(12)]), "seized_2024.csv").id


@pytest.mark.parametrize("scripts", [True, False])
def test_an_import_is_withdrawn_by_two_persons(visit_as, an_import, a_person_with_code, scripts):
    registrar = a_person_with_code(Role.REGISTRAR)
    page = visit_as(person=registrar, address=f"/imports/{an_import}/", scripts=scripts)
    page.get_by_text("Withdraw this import").click()
    page.get_by_label("Why is it withdrawn?").fill("wrong file")
    page.get_by_role("button", name="Ask for the withdrawal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw the import of seized_2024.csv")
    expect(page.get_by_text("You asked for this yourself, so another person has to decide.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and carry it out")).to_have_count(0)
    page.goto("/")
    expect(page.get_by_text("Withdrawal of an import: 1 request of yours waits for another person")).to_be_visible()

    second = visit_as(Role.SUPERVISOR, address="/", scripts=scripts)
    second.get_by_role("link", name="Withdrawal of an import: 1 request waits for your decision").click()
    expect(second.get_by_text("Number of weapons: 12.")).to_be_visible()
    expect(second.get_by_text("Nothing is deleted. Importing the file again brings the weapons back.")).to_be_visible()
    second.get_by_role("button", name="Approve and carry it out").click()
    expect(second.get_by_role("alert")).to_contain_text("Say in a few words why you approve or refuse.")
    second.get_by_label("Why do you decide so?").fill("compared with the file")
    second.get_by_role("button", name="Approve and carry it out").click()
    expect(second.get_by_text("You approved the request. What was asked for has been done.")).to_be_visible()
    assert Weapon.objects.filter(withdrawn_at=None).count() == 0
    assert Import.objects.get().status == "withdrawn"
    page.goto(f"/imports/{an_import}/")
    expect(page.get_by_text("wrong file")).to_be_visible()


def test_a_bent_page_gets_nobody_past_the_second_person(visit_as, an_import, a_person_with_code):
    """A form that the page does not offer, sent all the same."""
    registrar = a_person_with_code(Role.REGISTRAR)
    number = request_withdrawal(acting_user=registrar.user, import_id=an_import, reason="wrong file")
    page = visit_as(person=registrar, address=f"/approvals/{number}/")
    page.evaluate(
        """([number, seen]) => {
            const form = document.querySelector(`form[action$="/withdraw/"]`);
            form.action = `/approvals/${number}/decide/`;
            for (const [name, value] of [["decision", "approve"], ["reason", "sure"], ["seen", seen]]) {
                const box = document.createElement("input");
                Object.assign(box, {type: "hidden", name, value});
                form.append(box);
            }
            form.submit();
        }""",
        [number, Approval.objects.get().fingerprint],
    )
    expect(page.get_by_role("alert")).to_contain_text("You asked for this yourself, so another person has to decide.")
    assert Weapon.objects.filter(withdrawn_at=None).count() == 12
    page.get_by_role("button", name="Withdraw my request").click()
    expect(page.get_by_text("You withdrew your request. Nothing was changed.")).to_be_visible()
    assert Approval.objects.get().state == "withdrawn"


def test_who_comes_second_reads_who_decided(visit_as, an_import, a_person_with_code):
    number = request_withdrawal(acting_user=a_person(Role.REGISTRAR), import_id=an_import, reason="wrong file")
    page = visit_as(Role.SUPERVISOR, address=f"/approvals/{number}/", scripts=False)
    other = a_person(Role.SUPERVISOR, email="b.second@police.example")
    refuse(acting_user=other, approval_id=number, reason="the file is right")
    page.get_by_label("Why do you decide so?").fill("compared with the file")
    page.get_by_role("button", name="Approve and carry it out").click()
    expect(page.get_by_role("alert")).to_contain_text("This request was refused by b.second@police.example on ")
    expect(page.get_by_text("the file is right")).to_be_visible()
    assert Weapon.objects.filter(withdrawn_at=None).count() == 12


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_the_pages_have_no_barriers(visit_as, an_import, a_person_with_code, language, width):
    supervisor = a_person_with_code(Role.SUPERVISOR, Role.ADMINISTRATOR)
    registrar, administrator = a_person(Role.REGISTRAR), a_person(Role.ADMINISTRATOR)
    number = request_withdrawal(acting_user=registrar, import_id=an_import, reason="حُمِّل الملف الخطأ")
    done = a_request_for_a_role(administrator, a_person(email="amina.otieno@police.example"), Role.TRACING_OFFICER)
    approved(done, supervisor.user, "the post is hers")
    waiting = a_person(Role.REGISTRAR)
    own = a_request_for_a_role(supervisor.user, waiting, Role.AUDITOR)
    page = visit_as(person=supervisor, address="/approvals/", language=language, width=width)
    for address, name in (
        ("/approvals/", "approvals"),
        (f"/approvals/{number}/", "approval"),
        (f"/approvals/{own}/", "approval-own"),
        (f"/approvals/{done}/", "approval-done"),
        (f"/people/{waiting.pk}/", "person-waiting"),
        ("/", "home-approvals"),
    ):
        page.goto(address)
        assert looked_at(page, f"{name}-{language}") == []
    page.goto(f"/approvals/{number}/")
    page.locator("button[value=approve]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert looked_at(page, f"approval-error-{language}") == []
    assert bytes_of_visit(page, "/approvals/") <= 30_000
