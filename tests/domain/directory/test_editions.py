"""Editions: exact bytes, nothing private in the public one, everything checked when read, and their order."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from salwa.domain.directory import (
    Audience,
    ContactKind,
    Edition,
    ListedContact,
    Step,
    edition_bytes,
    next_step,
    read_edition,
    vcard,
)
from salwa.domain.refusals import Refusal
from tests.builders.vcards import read_vcard

pytestmark = pytest.mark.one_engine
CONTACT = ListedContact(
    uid="5f0c9a52-8d4e-4c1b-9a77-0d8f3f3b2a10", state="KEN", kind=ContactKind.TRACING,
    office="National Focal Point; Tracing, \\ Unit", email="iti@nfp.example", telephone="+254 20 555-0100",
    postal='P.O. Box 12-34\nNairobi "Old" Road; 7, ^x', languages=("en", "sw"), hours="Mon-Fri 08:00, 16:00",
    time_zone="Africa/Nairobi", valid_until=date(2030, 1, 1), revised=date(2026, 11, 1), person="A. Person",
    title="Head", last_answered=date(2026, 10, 3),
)  # fmt: skip
STATES = Edition(7, datetime(2026, 11, 25, 12, tzinfo=UTC), "SECRETARIAT", Audience.STATES, (CONTACT,))
PUBLIC = replace(STATES, audience=Audience.PUBLIC)


def test_an_edition_is_read_as_it_was_written():
    assert read_edition(edition_bytes(STATES)) == STATES
    assert edition_bytes(STATES) == edition_bytes(read_edition(edition_bytes(STATES)))


def test_a_public_edition_holds_no_person_and_not_when_a_contact_answered():
    content = edition_bytes(PUBLIC).decode()
    assert "Person" not in content and "Head" not in content and "2026-10-03" not in content
    assert not {"person", "title", "last_answered"} & json.loads(content)["contacts"][0].keys()
    read = read_edition(content.encode()).contacts[0]
    assert (read.person, read.title, read.last_answered) == ("", "", None)


def changed(**members):
    return json.dumps(json.loads(edition_bytes(PUBLIC)) | members).encode()


def with_contact(**members):
    value = json.loads(edition_bytes(PUBLIC))
    value["contacts"][0] |= members
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"null", b"\xff", b'{"kind":"salwa.directory"}', b"[" * 100_000, b" " * 1_500_001,
        changed(more=1), changed(kind="other"), changed(version=2), changed(version=True), changed(number=0),
        changed(number=1.0), changed(number="7"), changed(number=2**53), changed(issuer="secretariat"),
        changed(audience="police"), changed(issued="2026-11-25"), changed(issued="2026-13-25T12:00:00Z"),
        changed(contacts={}), changed(contacts=[1]), with_contact(uid="x"), with_contact(state="ken"),
        with_contact(kind="x"), with_contact(languages="en"), with_contact(languages=[1]), with_contact(person="P"),
        with_contact(revised=""), with_contact(valid_until="2026-02-30"), with_contact(office=5),
        with_contact(office="x" * 301), changed(contacts=json.loads(edition_bytes(PUBLIC))["contacts"] * 2),
        edition_bytes(PUBLIC).replace(b'"number":7', b'"number":7,"number":8'),
    ],
)  # fmt: skip
def test_bytes_that_are_no_edition_are_refused(content):
    with pytest.raises(Refusal) as refused:
        read_edition(content)
    assert refused.value.code == "edition_unreadable"


KNOWN = {Audience.PUBLIC: (7, STATES.issued, "a" * 64)}


def test_newer_editions_are_taken_the_known_one_changes_nothing_and_the_one_for_states_completes_it():
    assert next_step(replace(PUBLIC, number=8), "b" * 64, KNOWN) is Step.NEWER
    assert next_step(PUBLIC, "a" * 64, KNOWN) is Step.KNOWN
    assert next_step(STATES, "c" * 64, KNOWN) is Step.COMPLETES
    assert next_step(PUBLIC, "a" * 64, {}) is Step.NEWER


@pytest.mark.parametrize(
    ("edition", "code"),
    [
        (replace(PUBLIC, number=6), "edition_older"),
        (replace(STATES, number=6), "edition_older"),
        (PUBLIC, "edition_differs"),
        (replace(PUBLIC, number=8, issued=datetime(2026, 11, 25, 11, tzinfo=UTC)), "edition_back_in_time"),
    ],
)
def test_older_and_contradicting_editions_are_refused(edition, code):
    with pytest.raises(Refusal) as refused:
        next_step(edition, "b" * 64, KNOWN)
    assert refused.value.code == code


def test_an_older_one_for_states_is_older_than_a_newer_public_one():
    known = {Audience.PUBLIC: (9, STATES.issued, "a" * 64), Audience.STATES: (7, STATES.issued, "c" * 64)}
    with pytest.raises(Refusal) as refused:
        next_step(replace(STATES, number=8), "d" * 64, known)
    assert refused.value.code == "edition_older"


def test_a_card_is_a_vcard_and_gives_every_text_back():
    card = read_vcard(vcard(CONTACT, state_name="Kenya; Republic", kind_name="Tracing, ITI"))
    values = {name: (parameters, parts) for name, parameters, parts in card}
    assert values["FN"][1] == [CONTACT.office]
    assert values["ORG"][1] == ["Kenya; Republic", CONTACT.office]
    assert values["EMAIL"][1] == ["iti@nfp.example"]
    assert values["TEL"][1] == ["+254 20 555-0100"]
    assert values["ADR"][0]["LABEL"] == CONTACT.postal
    assert values["ADR"][1] == ["", "", "", "", "", "", "Kenya; Republic"]
    assert [(parts, parameters["PREF"]) for name, parameters, parts in card if name == "LANG"] == [
        (["en"], "1"), (["sw"], "2"),
    ]  # fmt: skip
    assert values["TZ"][1] == ["Africa/Nairobi"]
    assert values["NOTE"][1] == [CONTACT.hours]
    assert "A. Person" not in vcard(CONTACT, state_name="Kenya", kind_name="x").decode()


@pytest.mark.parametrize(
    "text", ["ا" * 200, "漢字" * 80, "a" * 300, "x\nEND:VCARD\nBEGIN:VCARD", "\\n;,", "é" * 37 + "漢"]
)
def test_any_text_makes_a_good_card_and_none_adds_a_line(text):
    contact = replace(CONTACT, office=text, hours=text)
    card = read_vcard(vcard(contact, state_name=text, kind_name=text))
    assert [parts for name, _, parts in card if name in ("FN", "NOTE")] == [[text], [text]]
    assert [name for name, _, _ in card].count("END") == 1


@pytest.mark.parametrize("content", [b"BEGIN:VCARD\nEND:VCARD\n", b"BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\n",
                                     b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:a\\x\r\nEND:VCARD\r\n",
                                     b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:" + b"a" * 80 + b"\r\nEND:VCARD\r\n",
])  # fmt: skip
def test_the_reader_of_the_test_refuses_bad_cards(content):
    with pytest.raises(ValueError):
        read_vcard(content)
