"""A released answer for a State that asked on paper: Word, PDF and data file (ITI 18-23)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import LANGUAGES, Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.tracing import Channel, answer_from_json, request_from_json
from salwa.services.audit.actions import write_entry
from salwa.services.directory.offices import tracing_office
from salwa.services.tracing.documents import answer_data, answer_docx, answer_pdf
from salwa.services.tracing.documents_answer import Answering
from salwa.services.tracing_requests.papers import DOCX, NO_SUCH_FILE, RequestFile
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import no_such_request
from salwa.services.weapons.names import reader_language
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AnswerDraft, IncomingRequest

NOT_RELEASED = message("No answer to this request was released; a draft leaves in no form.")
RELEASE_FIRST = message("A second person has to release the answer first.")
NOT_ON_PAPER = message("The request came from an installation; its answer was sent there, sealed.")


def answer_file(*, acting_user: User, incoming_id: int, kind: str, language: str = "", draft_id: int | None = None
                ) -> RequestFile:  # fmt: skip
    """A paper of a released answer: docx, pdf or json. Without `draft_id` of the newest, without `language` in the one
    the other State prefers.

    Making it is written into the audit log. Raises `NotPermitted`, `NotFound`, `Refusal` (`not_released`,
    `not_on_paper`, `no_such_language`).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = IncomingRequest.objects.filter(pk=incoming_id).first()
        if row is None:
            raise no_such_request()
        answer = _released(row, draft_id)
        language = language or languages_for(acting_user=acting_user, state=row.from_state)[0]
        made = _made(acting_user, row, answer, kind, language)
        write_entry(
            acting_user=acting_user, action="tracing.paper_made", object_kind="incoming_request", object_id=row.pk,
            details={"kind": kind, "language": language, "draft": answer.pk},
        )  # fmt: skip
    return made


def languages_for(*, acting_user: User, state: str) -> tuple[str, ...]:
    """All six languages, those the other State's point of contact works in first, in the order of the directory.

    Without a contact the reader's own comes first. Raises `NotPermitted`, `NotFound`.
    """
    contact = tracing_office(acting_user=acting_user, state=state)
    known = [one.code for one in LANGUAGES]
    preferred = [code for code in contact[1] if code in known] or [reader_language()]
    return tuple(dict.fromkeys([*preferred, *known]))


def _released(row: IncomingRequest, draft_id: int | None) -> AnswerDraft:
    if row.channel != Channel.DOCUMENT:
        raise Refusal("not_on_paper", Sentence(NOT_ON_PAPER))
    drafts = row.drafts.exclude(released_at=None).order_by("-pk")
    answer = (drafts if draft_id is None else drafts.filter(pk=draft_id)).first()
    if answer is None:
        raise Refusal("not_released", Sentence(NOT_RELEASED), remedy=Sentence(RELEASE_FIRST))
    return answer


def _made(user: User, row: IncomingRequest, draft: AnswerDraft, kind: str, language: str) -> RequestFile:
    contents, answer = request_from_json(row.contents), answer_from_json(draft.contents)
    assert draft.released_at is not None  # only what was released comes here
    own = str(settings.SALWA["state"])
    answering = Answering(
        from_state=own, to_state=row.from_state, request_uid=str(row.uid), answer_uid=str(draft.uid),
        received_on=timezone.localdate(row.received_at), released_on=timezone.localdate(draft.released_at),
        contact=tracing_office(acting_user=user, state=own)[0],
    )  # fmt: skip
    name = f"tracing-answer-{row.from_state}-{row.pk}-{draft.pk}"
    if kind == "json":
        return RequestFile(f"{name}.json", "application/json", answer_data(answer, answering))
    if kind == "docx":
        made = answer_docx(contents, answer, answering, language=language)
        return RequestFile(f"{name}-{language}.docx", DOCX, made)
    if kind == "pdf":
        made = answer_pdf(contents, answer, answering, language=language)
        return RequestFile(f"{name}-{language}.pdf", "application/pdf", made)
    raise NotFound("no_such_file", Sentence(NO_SUCH_FILE))
