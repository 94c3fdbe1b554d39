"""Papers of an answer to a request that came on paper: only what a second person released leaves."""

import io
import json
import zipfile
from datetime import date

import pytest

from salwa.domain.accounts import Role
from salwa.domain.languages import LANGUAGES
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    Reason,
    Statement,
    StatementKind,
    WithholdingReason,
    answer_to_json,
)
from salwa.services.custody.queries import people_named
from salwa.services.directory.states import record_own_correction
from salwa.services.tracing_answers.drafting import choose_record, draft_answer
from salwa.services.tracing_answers.papers import answer_file, languages_for
from salwa.services.tracing_answers.releasing import release_answer, send_back
from salwa.services.tracing_requests.paper import record_paper_request
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import AnswerDraft
from tests.builders.directions import lines_of_pdf
from tests.builders.directory import a_keeper, details
from tests.builders.exchange import Partner
from tests.builders.people import a_person
from tests.builders.trace_requests import BERETTA, an_officer, asked_by, asked_contents
from tests.builders.weapons import a_weapon
from tests.services.tracing_requests.test_answering import NO_RECORD

pytestmark = pytest.mark.django_db
SIX = tuple(one.code for one in LANGUAGES)
SECRET = "Guards of the palace"
HELD = Statement(StatementKind.HELD, date(2019, 1, 1), "year", consignee=SECRET)
MADE = Statement(StatementKind.MANUFACTURED, date(1984, 1, 1), "year")
RESTRICTED = AnswerContents(
    AnswerKind.RESTRICTED, statements=(MADE,),
    reasons=(Reason(WithholdingReason.NATIONAL_SECURITY, "Stocks of the armed forces."),),
)  # fmt: skip


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def supervisor():
    return a_person(Role.SUPERVISOR)


@pytest.fixture
def letter(officer):
    """A request that came on paper; the record it is about was chosen."""
    number = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 3, 1), contents=asked_contents()
    )
    weapon = a_weapon("AB-1234", **BERETTA)
    choose_record(acting_user=officer, incoming_id=number, weapon_id=weapon.pk)
    return number


def drafted(officer, letter, answer):
    return draft_answer(acting_user=officer, incoming_id=letter, answer=answer)


def papers(officer, letter, tmp_path, **how):
    """All texts of the three kinds of paper."""
    made = {kind: answer_file(acting_user=officer, incoming_id=letter, kind=kind, language="en", **how).content
            for kind in ("docx", "pdf", "json")}  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made["docx"])) as packed:
        word = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    return [word, "\n".join(lines_of_pdf(made["pdf"], tmp_path)), made["json"].decode()]


def test_what_was_withheld_stands_in_no_paper(officer, supervisor, letter, tmp_path):
    first = drafted(officer, letter, AnswerContents(AnswerKind.FULL, statements=(MADE, HELD)))
    send_back(acting_user=supervisor, draft_id=first, reason="Not the holder.")
    second = drafted(officer, letter, RESTRICTED)
    release_answer(acting_user=supervisor, draft_id=second, version=1)
    texts = papers(officer, letter, tmp_path)
    assert [SECRET in text or "Not the holder." in text for text in texts] == [False] * 3
    assert ["Stocks of the armed forces." in text for text in texts] == [True] * 3
    people = [one for user in (officer, supervisor) for one in (user.email, *people_named([user.pk]).values())]
    assert [one for one in people if one and any(one in text for text in texts)] == []


def test_control_the_search_finds_a_holder_that_was_released(officer, supervisor, letter, tmp_path):
    draft = drafted(officer, letter, AnswerContents(AnswerKind.FULL, statements=(MADE, HELD)))
    release_answer(acting_user=supervisor, draft_id=draft, version=1)
    assert [SECRET in text for text in papers(officer, letter, tmp_path)] == [True] * 3


def test_a_draft_leaves_in_no_form(officer, supervisor, letter):
    draft = drafted(officer, letter, RESTRICTED)
    for how in ({}, {"draft_id": draft}):
        for kind in ("docx", "pdf", "json"):
            with pytest.raises(Refusal) as refused:
                answer_file(acting_user=officer, incoming_id=letter, kind=kind, language="en", **how)
            assert refused.value.code == "not_released"
    send_back(acting_user=supervisor, draft_id=draft, reason="Look again.")
    with pytest.raises(Refusal) as refused:
        answer_file(acting_user=officer, incoming_id=letter, kind="json", draft_id=draft)
    assert refused.value.code == "not_released"


def test_the_data_file_is_the_answer_as_it_was_released(officer, supervisor, letter):
    draft = drafted(officer, letter, RESTRICTED)
    release_answer(acting_user=supervisor, draft_id=draft, version=1)
    row = AnswerDraft.objects.get(pk=draft)
    said = json.loads(answer_file(acting_user=officer, incoming_id=letter, kind="json").content)
    assert said == {
        "kind": "tracing.answer", "version": 1, "request": str(row.incoming.uid), "uid": str(row.uid),
        **answer_to_json(RESTRICTED),
    }  # fmt: skip


def test_an_answer_that_went_sealed_has_no_paper(officer, supervisor):
    row = asked_by(Partner("UGA"))
    draft = draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    release_answer(acting_user=supervisor, draft_id=draft, version=1)
    with pytest.raises(Refusal) as refused:
        answer_file(acting_user=officer, incoming_id=row.pk, kind="docx")
    assert refused.value.code == "not_on_paper"


def test_the_answer_of_another_request_is_not_handed_out(officer, supervisor, letter):
    draft = drafted(officer, letter, RESTRICTED)
    release_answer(acting_user=supervisor, draft_id=draft, version=1)
    other = record_paper_request(
        acting_user=officer, from_state="ESP", received_on=date(2026, 3, 1), contents=asked_contents()
    )
    with pytest.raises(Refusal) as refused:
        answer_file(acting_user=officer, incoming_id=other, kind="json", draft_id=draft)
    assert refused.value.code == "not_released"


def test_making_a_paper_is_in_the_log_and_needs_the_right(officer, supervisor, letter):
    draft = drafted(officer, letter, RESTRICTED)
    release_answer(acting_user=supervisor, draft_id=draft, version=1)
    answer_file(acting_user=officer, incoming_id=letter, kind="pdf", language="fr")
    entry = AuditEntry.objects.filter(action="tracing.paper_made").get()
    assert (entry.object_kind, entry.object_id) == ("incoming_request", str(letter))
    with pytest.raises(NotPermitted):
        answer_file(acting_user=a_person(Role.STOCK_OFFICER), incoming_id=letter, kind="pdf")
    with pytest.raises(NotFound):
        answer_file(acting_user=officer, incoming_id=letter, kind="sealed")
    with pytest.raises(NotFound):
        answer_file(acting_user=officer, incoming_id=letter + 999, kind="pdf")


def test_the_languages_the_point_of_contact_works_in_come_first(officer, supervisor, letter):
    assert languages_for(acting_user=officer, state="FRA") == ("en", *(one for one in SIX if one != "en"))
    known = details(languages=("fr", "sw", "es"))
    record_own_correction(acting_user=a_keeper(), state="FRA", kind="iti", details=known, reason="Their letter.")
    assert languages_for(acting_user=officer, state="FRA")[:2] == ("fr", "es")
    assert sorted(languages_for(acting_user=officer, state="FRA")) == sorted(SIX)
    release_answer(acting_user=supervisor, draft_id=drafted(officer, letter, RESTRICTED), version=1)
    assert answer_file(acting_user=officer, incoming_id=letter, kind="docx").name.endswith("-fr.docx")


def test_the_own_point_of_contact_stands_above_the_answer(settings, officer, supervisor, letter, tmp_path):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "state": "KEN"})
    record_own_correction(acting_user=a_keeper(), state="KEN", kind="iti", details=details(), reason="Our own.")
    release_answer(acting_user=supervisor, draft_id=drafted(officer, letter, RESTRICTED), version=1)
    texts = papers(officer, letter, tmp_path)
    assert ["tracing@commission.example" in one for one in texts] == [True, True, False]
    assert ["Rudolf Rassendyll" in one for one in texts] == [False] * 3
