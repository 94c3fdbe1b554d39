"""Persons are recorded sealed, opened with a purpose and within the day's allowance, and found by an exact number."""

import hashlib
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.persons import earliest_purge
from salwa.domain.refusals import NotFound, NotPermitted, QuotaSpent, Refusal
from salwa.services.audit.commitments import is_commitment_of
from salwa.services.persons.actions import committed, record_person, set_legal_hold, set_purge_day, subject_of
from salwa.services.persons.queries import find_person_by_document, open_person
from salwa.services.persons.values import PersonEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Person
from tests.builders.people import a_person

ENTRY = PersonEntry(
    purpose="Licence 7/2026",
    legal_basis="Arms Act, section 5",
    name="  Amina Ødegård ",
    birth_date="about 1971",
    document_number="ID 44-12٣",
    address="شارع الجمهورية 4",
)


@pytest.fixture
def registrar(ring):
    return a_person(Role.REGISTRAR)


def test_a_person_opens_exactly_as_written(registrar):
    person = record_person(acting_user=registrar, entry=ENTRY)
    data = open_person(acting_user=registrar, person=person, purpose="Licence 7/2026")
    assert (data.name, data.birth_date, data.document_number, data.address, data.note) == (
        "  Amina Ødegård ", "about 1971", "ID 44-12٣", "شارع الجمهورية 4", "",
    )  # fmt: skip
    assert (data.purpose, data.legal_basis, data.purge_due) == ("Licence 7/2026", "Arms Act, section 5", None)


def test_nothing_of_a_person_is_readable_in_the_row_or_in_the_log(registrar):
    person = record_person(acting_user=registrar, entry=ENTRY)
    row = Person.objects.values().get(uuid=person)
    stored = b"|".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row.values())
    told = str(list(AuditEntry.objects.values_list("details", "object_id", "purpose"))).encode()
    for canary in ("Amina", "1971", "44-12", "الجمهورية"):
        assert canary.encode() not in stored + told
    assert bytes(row["document_index"]) != hashlib.sha256(b"id44123").digest()


def test_the_log_can_prove_what_was_recorded(registrar):
    person = record_person(acting_user=registrar, entry=ENTRY)
    entry = AuditEntry.objects.get(action="persons.recorded")
    told = {
        "name": ENTRY.name, "birth_date": ENTRY.birth_date, "document_number": ENTRY.document_number,
        "address": ENTRY.address,
    }  # fmt: skip
    assert is_commitment_of(entry.details["commitment"], committed(told), subject=subject_of(person))
    another = committed({**told, "name": "Another"})
    assert not is_commitment_of(entry.details["commitment"], another, subject=subject_of(person))


@pytest.mark.parametrize("number", ["ID 44-123", "id44123", "Id 44/12۳"])
def test_a_person_is_found_by_the_number_however_it_is_typed(registrar, number):
    person = record_person(acting_user=registrar, entry=ENTRY)
    found = find_person_by_document(acting_user=registrar, document_number=number, purpose="check at the gate")
    assert found.person == person


def test_another_number_finds_nobody_and_is_recorded_without_the_number(registrar):
    record_person(acting_user=registrar, entry=ENTRY)
    assert find_person_by_document(acting_user=registrar, document_number="ID 44-124", purpose="gate") is None
    entry = AuditEntry.objects.order_by("-id").first()
    assert (entry.action, entry.object_id, entry.purpose, entry.details) == ("persons.looked_for", "", "gate", {})


def test_opening_is_recorded_with_its_purpose_and_refused_without(registrar):
    person = record_person(acting_user=registrar, entry=ENTRY)
    with pytest.raises(Refusal) as refused:
        open_person(acting_user=registrar, person=person, purpose="  ")
    assert refused.value.code == "purpose_missing"
    open_person(acting_user=registrar, person=person, purpose="case 9")
    entry = AuditEntry.objects.order_by("-id").first()
    assert (entry.action, entry.object_id, entry.purpose) == ("persons.opened", str(person), "case 9")


def test_the_allowance_of_a_day_counts_openings_and_searches_together(registrar, settings):
    settings.SALWA = {**settings.SALWA.values, "opened_persons_per_day": 2}
    person = record_person(acting_user=registrar, entry=ENTRY)
    open_person(acting_user=registrar, person=person, purpose="x")
    find_person_by_document(acting_user=registrar, document_number="1", purpose="x")
    for ask in (
        lambda: open_person(acting_user=registrar, person=person, purpose="x"),
        lambda: find_person_by_document(acting_user=registrar, document_number="1", purpose="x"),
    ):
        with pytest.raises(QuotaSpent):
            ask()


def test_missing_and_forbidden(registrar):
    with pytest.raises(NotFound):
        open_person(acting_user=registrar, person=uuid.uuid4(), purpose="x")
    outsider = a_person(Role.STOCK_OFFICER)
    person = record_person(acting_user=registrar, entry=ENTRY)
    for ask in (
        lambda: open_person(acting_user=outsider, person=person, purpose="x"),
        lambda: find_person_by_document(acting_user=outsider, document_number="1", purpose="x"),
        lambda: record_person(acting_user=outsider, entry=ENTRY),
        lambda: set_legal_hold(acting_user=registrar, person=person, hold=True, reason="x"),
        lambda: set_purge_day(acting_user=registrar, person=person, purge_due=None),
    ):
        with pytest.raises(NotPermitted):
            ask()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "", "birth_date": " ", "document_number": "", "address": ""}, "person_unknown"),
        ({"purpose": " "}, "purpose_missing"),
        ({"legal_basis": ""}, "purpose_missing"),
        ({"purge_due": date(2030, 1, 1)}, "purge_too_early"),
    ],
)
def test_an_incomplete_entry_is_refused_and_nothing_saved(registrar, change, code):
    with pytest.raises(Refusal) as refused:
        record_person(acting_user=registrar, entry=replace(ENTRY, **change))
    assert (refused.value.code, Person.objects.count()) == (code, 0)


def test_the_purge_day_moves_but_never_before_the_floor(registrar):
    supervisor = a_person(Role.SUPERVISOR)
    earliest = earliest_purge(timezone.localdate())
    person = record_person(acting_user=registrar, entry=replace(ENTRY, purge_due=earliest))
    with pytest.raises(Refusal) as refused:
        set_purge_day(acting_user=supervisor, person=person, purge_due=earliest - timedelta(days=1))
    assert refused.value.code == "purge_too_early"
    set_purge_day(acting_user=supervisor, person=person, purge_due=None)
    set_purge_day(acting_user=supervisor, person=person, purge_due=None)
    assert Person.objects.get().purge_due is None
    assert [entry.details for entry in AuditEntry.objects.filter(action="persons.purge_day_set")] == [
        {"from": earliest.isoformat(), "to": ""}
    ]
