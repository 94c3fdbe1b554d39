"""Parts of an address that do not belong together, or are larger than any number, name nothing."""

import pytest
from django.test import Client
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.stock import MeasureAnswer
from salwa.reference.stockpile import measures
from salwa.services.stock.reviews import record_review
from salwa.services.stock.values import AnswerEntry, ReviewEntry
from salwa.storage.accounts.models import Membership
from salwa.storage.register.models import LicenceItem, LicenceParty, ReviewAnswer
from tests.builders.licences import Office
from tests.builders.people import a_person
from tests.builders.stock import a_depot, a_keeper

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(person):
        client = Client(raise_request_exception=True)
        client.force_login(person)
        return client

    return signed_in


def test_a_role_is_ended_on_the_page_of_its_person_only(client_of):
    administrator, person, other = a_person(Role.ADMINISTRATOR), a_person(Role.AUDITOR), a_person(Role.AUDITOR)
    client = client_of(administrator)
    membership = Membership.objects.get(user=person)
    for number, status in ((other.pk, 404), (987_654, 404), (person.pk, 302)):
        sent = client.post(f"/people/{number}/end-role/", {"membership": membership.pk})
        membership.refresh_from_db()
        assert (sent.status_code, membership.ended_at is not None) == (status, status == 302)


def test_a_part_that_is_not_of_the_application_is_not_found_and_nothing_is_added(client_of):
    office = Office()
    licence = office.applied()
    client = client_of(office.clerk)
    before = (LicenceParty.objects.count(), LicenceItem.objects.count())
    for address in (f"/licences/{licence.pk}/parties/987654/", f"/licences/{licence.pk}/items/987654/"):
        assert client.get(address).status_code == 404
        form = {"role": "end_user", "name": "N", "country": "UGA", "type": "pistol", "quantity": 1}
        assert client.post(address, form).status_code == 404
    assert (LicenceParty.objects.count(), LicenceItem.objects.count()) == before


def test_a_number_larger_than_any_is_not_found(client_of):
    client = client_of(a_person(Role.REGISTRAR))
    for form in ({}, {"date": "2020-01-01", "place": "Zenda", "place_in_day": "0"}):
        address = f"/weapons/{'9' * 30}/entries/new/?kind=transferred"
        assert client.post(address, form).status_code == 404


def test_whoever_manages_no_stock_does_not_learn_which_actions_exist(client_of):
    keeper = a_keeper()
    depot = a_depot(keeper)
    answers = {measures()[0].code: AnswerEntry(MeasureAnswer.NO, "", "build a fence")}
    record_review(acting_user=keeper, entry=ReviewEntry(depot, timezone.localdate(), answers=answers))
    action = ReviewAnswer.objects.exclude(action="").get().pk
    client = client_of(a_person(Role.AUDITOR))
    assert {client.post(f"/stock/actions/{number}/done/").status_code for number in (action, 987_654)} == {403}
