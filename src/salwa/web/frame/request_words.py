"""Words on screen for the closed lists of tracing requests (see words.py, which shows them with all others)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.tracing import (
    AnswerKind,
    IntendedUse,
    Priority,
    Restriction,
    StatementKind,
    Step,
    Wanted,
    WithholdingReason,
)
from salwa.domain.tracing.clocks import Urging

Words = Mapping[str, str | Promise]

STEPS: Words = {
    Step.SENT: pgettext_lazy("step of a tracing request", "Sent"),
    Step.ACKNOWLEDGED: pgettext_lazy("step of a tracing request", "Receipt acknowledged"),
    Step.INFORMATION_ASKED: pgettext_lazy("step of a tracing request", "More information asked for"),
    Step.INFORMATION_GIVEN: pgettext_lazy("step of a tracing request", "Information given"),
    Step.ANSWERED: pgettext_lazy("step of a tracing request", "Answered"),
    Step.CLARIFICATION_ASKED: pgettext_lazy("step of a tracing request", "Clarification asked for"),
    Step.CLARIFIED: pgettext_lazy("step of a tracing request", "Clarified"),
    Step.WITHDRAWN: pgettext_lazy("step of a tracing request", "Withdrawn"),
    Step.CLOSED: pgettext_lazy("step of a tracing request", "Closed"),
}
ANSWERS: Words = {
    AnswerKind.FULL: pgettext_lazy("kind of answer", "Full answer"),
    AnswerKind.RESTRICTED: pgettext_lazy("kind of answer", "Restricted answer"),
    AnswerKind.DELAYED: pgettext_lazy("kind of answer", "Answer delayed"),
    AnswerKind.REFUSED: pgettext_lazy("kind of answer", "Answer refused"),
}
REASONS: Words = {
    WithholdingReason.INVESTIGATION: _("Release would compromise an ongoing criminal investigation"),
    WithholdingReason.CONFIDENTIALITY_LAW: _("Release would violate law that protects confidential information"),
    WithholdingReason.NO_GUARANTEE: _("The requesting State cannot guarantee confidentiality"),
    WithholdingReason.NATIONAL_SECURITY: _("National security, consistent with the Charter of the United Nations"),
}
RESTRICTIONS: Words = {
    Restriction.DESIGNATED_ONLY: _("Only for the authorities and persons designated, as far as they need it"),
    Restriction.ITI_PURPOSES_ONLY: _("Only for purposes consistent with the International Tracing Instrument"),
    Restriction.NO_ONWARD_RELEASE: _("Not passed on without the consent of the State that gave it"),
}
STATEMENTS: Words = {
    StatementKind.MANUFACTURED: pgettext_lazy("statement about a weapon", "Manufactured"),
    StatementKind.IMPORTED: pgettext_lazy("statement about a weapon", "Imported"),
    StatementKind.EXPORTED: pgettext_lazy("statement about a weapon", "Exported"),
    StatementKind.TRANSFERRED: pgettext_lazy("statement about a weapon", "Transferred"),
    StatementKind.HELD: pgettext_lazy("statement about a weapon", "Held"),
    StatementKind.LOST: pgettext_lazy("statement about a weapon", "Lost"),
    StatementKind.STOLEN: pgettext_lazy("statement about a weapon", "Stolen"),
    StatementKind.DEACTIVATED: pgettext_lazy("statement about a weapon", "Deactivated"),
    StatementKind.DESTROYED: pgettext_lazy("statement about a weapon", "Destroyed"),
    StatementKind.NO_RECORD: pgettext_lazy("statement about a weapon", "No record found"),
    StatementKind.OTHER: pgettext_lazy("statement about a weapon", "Other statement"),
}
USES: Words = {
    IntendedUse.INVESTIGATION: pgettext_lazy("intended use", "Criminal investigation"),
    IntendedUse.PROSECUTION: pgettext_lazy("intended use", "Prosecution"),
    IntendedUse.PREVENTION: pgettext_lazy("intended use", "Prevention of further diversion"),
    IntendedUse.EMBARGO: pgettext_lazy("intended use", "Monitoring of an arms embargo"),
    IntendedUse.OTHER: pgettext_lazy("intended use", "Another use"),
}
WANTED: Words = {
    Wanted.MANUFACTURE: pgettext_lazy("asked of a State", "Manufacture"),
    Wanted.FIRST_TRANSFER: pgettext_lazy("asked of a State", "First transfer after manufacture or import"),
    Wanted.TRANSFERS: pgettext_lazy("asked of a State", "All transfers"),
    Wanted.LAST_LAWFUL_RECORD: pgettext_lazy("asked of a State", "Last lawful record"),
    Wanted.LOSS_OR_THEFT: pgettext_lazy("asked of a State", "Loss or theft"),
}
PRIORITIES: Words = {
    Priority.ROUTINE: pgettext_lazy("priority", "Routine"),
    Priority.URGENT: pgettext_lazy("priority", "Urgent"),
}
URGINGS: Words = {
    Urging.RUNNING: pgettext_lazy("clock of a request", "in time"),
    Urging.SOON: pgettext_lazy("clock of a request", "due soon: remind"),
    Urging.REMIND: pgettext_lazy("clock of a request", "overdue: remind"),
    Urging.ESCALATE: pgettext_lazy("clock of a request", "long overdue: escalate"),
}
LISTS: Mapping[str, Words] = {
    "request_step": STEPS,
    "answer_kind": ANSWERS,
    "withholding": REASONS,
    "limit_on_use": RESTRICTIONS,
    "statement": STATEMENTS,
    "intended_use": USES,
    "wanted": WANTED,
    "priority": PRIORITIES,
    "urging": URGINGS,
}
