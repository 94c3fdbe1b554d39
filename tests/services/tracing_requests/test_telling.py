"""What States tell each other: nothing of an answer is lost at the next hop, nothing is coded, and in the reader's
language; texts that a person wrote stay as they are.
"""

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from django.utils import timezone
from django.utils.translation import override

from salwa.domain.languages import Entry, Sentence
from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    AskedMark,
    Channel,
    Diversion,
    LastLawful,
    Restriction,
    Statement,
    StatementKind,
    Wanted,
    request_from_json,
    request_to_json,
)
from salwa.reference.tracing_schemas import tracing_schemas
from salwa.services.directory.states import record_own_correction
from salwa.services.languages import spoken
from salwa.services.tracing.cases import record_finding
from salwa.services.tracing.documents import request_data, request_docx, request_pdf
from salwa.services.tracing.own_words import kept_sentence, own_words
from salwa.services.tracing.proposals import digest_of, proposals_of, record_proposals
from salwa.services.tracing.queries import open_case_page
from salwa.services.tracing_requests.checking import remarks_on
from salwa.services.tracing_requests.composing import change_draft, draft_request, give_as_read_in_part
from salwa.services.tracing_requests.following import enter_answer
from salwa.services.tracing_requests.papers import request_file
from salwa.services.tracing_requests.queries import open_outgoing
from salwa.storage.register.models import Mark, OutgoingRequest
from tests.builders.directory import a_keeper, details
from tests.builders.exchange import Partner
from tests.builders.requests import REQUEST, full_contents
from tests.builders.trace_requests import a_case, a_draft, an_officer, sent

pytestmark = pytest.mark.django_db
EXPORTED = Statement(
    StatementKind.EXPORTED, date(2009, 3, 2), "day", "UGA", "EXP-2009-17", "Ministry of Internal Security", "Harbour"
)
FULL = AnswerContents(AnswerKind.FULL, (EXPORTED,), restrictions=(Restriction.DESIGNATED_ONLY,), limits_text="Not to X")


@pytest.fixture
def officer():
    Partner("ITA")
    return an_officer()


def hop(officer, answer=FULL):
    """A request on paper that was answered, and the draft to the next State."""
    first = sent(officer, "FRA", channel=Channel.DOCUMENT)
    enter_answer(acting_user=officer, request_id=first.pk, day=date(2026, 11, 2), answer=answer)
    return first, sent(officer, "UGA", case=first.case, channel=Channel.DOCUMENT, follows=first.pk)


def text_of(word):
    return zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()


def test_the_next_state_is_told_consignee_licence_and_day_and_the_limits_on_use(officer):
    _, second = hop(officer)
    (earlier,) = request_from_json(second.contents).earlier
    assert earlier.statements == (EXPORTED,)
    assert (earlier.restrictions, earlier.limits_text) == ((Restriction.DESIGNATED_ONLY,), "Not to X")
    for language, name in (("en", "Uganda"), ("ar", "أوغندا")):
        word = text_of(request_file(acting_user=officer, request_id=second.pk, kind="docx", language=language).content)
        wanted = ("Ministry of Internal Security", "EXP-2009-17", "2009-03-02", "Not to X", name)
        assert [one for one in wanted if one not in word] == []
        assert "exported" not in word


def test_what_may_not_be_passed_on_is_left_out_and_the_desk_is_told(officer):
    _, second = hop(officer, replace(FULL, restrictions=(Restriction.NO_ONWARD_RELEASE,)))
    assert request_from_json(second.contents).earlier == ()
    assert open_outgoing(acting_user=officer, number=second.pk).kept_back == ("FRA",)
    _, open_hop = hop(officer)
    assert open_outgoing(acting_user=officer, number=open_hop.pk).kept_back == ()


def test_the_new_members_are_optional_and_a_request_without_them_reads_as_before(officer):
    _, second = hop(officer)
    schema = tracing_schemas()["tracing.request"]["properties"]["contents"]
    jsonschema.validate(second.contents, schema)
    assert request_to_json(request_from_json(second.contents)) == second.contents
    older = json.loads(json.dumps(second.contents))
    for name in ("statements", "limits"):
        del older["earlier"][0][name]
    jsonschema.validate(older, schema)
    (earlier,) = request_from_json(older).earlier
    assert earlier.statement == "2009-03-02 exported UGA EXP-2009-17 Ministry of Internal Security Harbour"
    assert request_to_json(request_from_json(older)) == older


def test_a_request_of_before_shows_its_words_as_they_came():
    word = text_of(request_docx(full_contents(), language="ar", from_state="XRT", to_state="KEN", request_uid=REQUEST,
                                sent_on=date(2026, 11, 25)))  # fmt: skip
    assert "EX-09/114" in word


def test_the_country_is_read_from_the_import_mark_and_said_to_be_so_in_every_paper(officer):
    case = a_case()
    Mark.objects.create(weapon=case.seized.weapon, component="frame", occasion="import", content="import_mark",
                        text="Kenya 2004", state="present", recorded_at=timezone.now())  # fmt: skip
    contents = request_from_json(a_draft(officer, case=case).contents)
    weapon = contents.weapon
    assert (weapon.import_country_text, weapon.import_country_code, weapon.import_country_from) == ("", "KEN", "mark")
    sending = {"from_state": "XRT", "to_state": "KEN", "request_uid": REQUEST}
    word = text_of(request_docx(contents, language="en", sent_on=date(2026, 11, 25), **sending))
    assert "Kenya (read from the import mark by the register)" in word
    data = json.loads(request_data(contents, **sending))
    assert data["contents"]["weapon"]["import_country_from"] == "mark"
    jsonschema.validate(data["contents"], tracing_schemas()["tracing.request"]["properties"]["contents"])
    row = sent(officer, "FRA", case=case, channel=Channel.DOCUMENT)
    for kind in ("iarms", "us-trace"):
        table = request_file(acting_user=officer, request_id=row.pk, kind=kind).content.decode("utf-8-sig")
        assert "country of import: read from the import mark by the register" in table


def test_a_country_that_somebody_wrote_down_is_not_read_from_the_mark(officer):
    case = a_case(import_country_text="Uganda", import_country_code="UGA")
    Mark.objects.create(weapon=case.seized.weapon, component="frame", occasion="import", content="import_mark",
                        text="Kenya 2004", state="present", recorded_at=timezone.now())  # fmt: skip
    weapon = request_from_json(a_draft(officer, case=case).contents).weapon
    assert (weapon.import_country_code, weapon.import_country_from) == ("UGA", "")
    assert "import_country_from" not in a_draft(officer, case=case).contents["weapon"]


def test_a_request_asks_for_loss_and_theft_unless_the_desk_unticks_it(officer):
    row = OutgoingRequest.objects.get(pk=draft_request(acting_user=officer, case_id=a_case().pk, to_state="ITA"))
    contents = request_from_json(row.contents)
    assert contents.wanted == (Wanted.TRANSFERS, Wanted.LAST_LAWFUL_RECORD, Wanted.LOSS_OR_THEFT)
    assert contents.restrictions == tuple(Restriction)
    assert contents.confidentiality is False


def doubtful(officer, text="C-4B213", words="The serial number is worn."):
    row = a_draft(officer, case=a_case(text))
    contents = replace(request_from_json(row.contents), circumstances=words)
    change_draft(acting_user=officer, request_id=row.pk, version=row.version, contents=contents)
    row.refresh_from_db()
    return row


def test_a_number_said_to_be_worn_is_not_silently_legible_and_one_step_changes_it(officer):
    row = doubtful(officer)
    (remark,) = [one for one in remarks_on(row) if one.code == "serial_state_doubted"]
    assert remark.blocks is False
    assert remark.sentence.values == {"text": "C-4B213", "said": "The serial number is worn"}
    give_as_read_in_part(acting_user=officer, request_id=row.pk, version=row.version)
    row.refresh_from_db()
    assert [(one["text"], one["state"]) for one in row.contents["marks"]] == [("C-4B213", "partial")]
    assert "serial_state_doubted" not in {one.code for one in remarks_on(row)}
    after = OutgoingRequest.objects.get(pk=draft_request(acting_user=officer, case_id=row.case_id, to_state="FRA"))
    assert request_from_json(after.contents).marks == (
        AskedMark("frame", "manufacture", "serial", "C-4B213", "partial"),
    )


def test_without_such_words_there_is_no_such_remark(officer):
    row = doubtful(officer, words="The stock is worn.")
    assert "serial_state_doubted" not in {one.code for one in remarks_on(row)}


def test_why_a_state_is_asked_is_said_in_the_language_of_the_reader(officer):
    case = a_case()
    number = draft_request(acting_user=officer, case_id=case.pk, to_state="ITA")
    row = OutgoingRequest.objects.get(pk=number)
    assert row.why_kept["code"] == "ask_maker"
    assert "Italy" in open_outgoing(acting_user=officer, number=number).why
    with override("ar"):
        why = open_outgoing(acting_user=officer, number=number).why
        assert "إيطاليا" in why
        assert "Italy" not in why
        assert open_case_page(acting_user=officer, case=case.number).requests[0].why == why
    typed = draft_request(acting_user=officer, case_id=case.pk, to_state="FRA", why="As agreed")
    with override("ar"):
        assert open_outgoing(acting_user=officer, number=typed).why == "As agreed"


STOLEN = AnswerContents(AnswerKind.FULL, (
    Statement(StatementKind.HELD, date(2009, 3, 2), consignee="Depot 4"),
    Statement(StatementKind.STOLEN, date(2011, 5, 1)),
))  # fmt: skip


def answered_case(officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    enter_answer(acting_user=officer, request_id=row.pk, day=date(2026, 11, 2), answer=STOLEN)
    return row


def test_findings_that_were_recorded_as_proposed_are_said_in_every_language(officer):
    row = answered_case(officer)
    case = row.case.number
    record_proposals(
        acting_user=officer, case=case, digest=digest_of(proposals_of(open_case_page(acting_user=officer, case=case)))
    )
    page = open_case_page(acting_user=officer, case=case)
    said = f"Answer of France to request {row.pk}: Stolen, 2011-05-01."
    assert (page.diversion.values["how"], page.diversion.reason) == (said, said)
    with override("fr"):
        french = open_case_page(acting_user=officer, case=case)
        assert all("Answer of" not in one.reason for one in french.findings)
        assert "Answer of" not in french.diversion.values["how"]
        assert "Answer of" not in "".join(one.text for one in french.route.stations)
        assert "2011-05-01" in french.diversion.values["how"]
        assert french.outcome.reason != page.outcome.reason


def test_a_text_that_somebody_changed_stays_as_it_was_typed(officer):
    row = answered_case(officer)
    case = row.case.number
    proposed = f"Answer of France to request {row.pk}: Stolen, 2011-05-01."
    record_finding(
        acting_user=officer, case=case, found=Diversion("FRA", date(2011, 5, 1), how=f"{proposed} By night."),
        reason=proposed.replace(": ", ":\r\n"),
    )  # fmt: skip
    record_finding(acting_user=officer, case=case, found=LastLawful("FRA"), reason="Typed")
    with override("ru"):
        page = open_case_page(acting_user=officer, case=case)
        assert page.diversion.values["how"] == f"{proposed} By night."
        assert page.last_lawful.reason == "Typed"
        # Line ends are no change: what the page proposed was let stand.
        assert "Answer of" not in page.diversion.reason


def test_a_code_that_is_not_known_and_a_text_of_before_stay_as_they_were_written():
    assert own_words({"code": "of_tomorrow", "values": {}}, "as written") == "as written"
    assert own_words(None, "as written") == "as written"
    assert kept_sentence(Sentence("Something else.")) is None


def test_entries_are_named_in_the_readers_language_also_after_they_were_kept_as_json():
    sentence = Sentence("{type}, {state}", {"type": Entry("type", "assault-rifle"), "state": Entry("country", "KEN")})
    back = Sentence(sentence.template, json.loads(json.dumps(dict(sentence.values))))
    assert sentence.english() == back.english() == "assault-rifle, KEN"
    assert spoken(back) == "Assault rifle, Kenya"
    with override("ar"):
        assert "كينيا" in spoken(back)


def test_the_office_is_the_one_of_the_own_directory_entry(settings, officer):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "state": "KEN"})
    record_own_correction(acting_user=a_keeper(), state="KEN", kind="iti", details=details(), reason="Our own.")
    number = draft_request(acting_user=officer, case_id=a_case().pk, to_state="ITA")
    contact = request_from_json(OutgoingRequest.objects.get(pk=number).contents).contact
    known = details()
    assert (contact.office, contact.email, contact.telephone, contact.person) == (
        "Police of Ruritania", known.email, known.telephone, "",
    )  # fmt: skip


def test_a_number_copied_from_the_pdf_is_the_number(tmp_path):
    long = "AB-" + "1234567890" * 6
    marks = (AskedMark("frame", "manufacture", "serial", long, "present"),)
    made = request_pdf(full_contents(marks), language="ar", from_state="XRT", to_state="KEN", request_uid=REQUEST,
                       sent_on=date(2026, 11, 25))  # fmt: skip
    path = tmp_path / "request.pdf"
    path.write_bytes(made)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "\u200b" not in text
    assert REQUEST in text
    assert long in text.replace("\n", "")
