"""Who may decide on a request, and when. A request moves once: open -> approved, refused, withdrawn or expired.

Each rule looks at the case and at who wants to decide, and gives a refusal or None. They are listed, not woven into one
another, so that a test can leave one out and see that it would be missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from salwa.domain.approvals.kinds import ApprovalKind
from salwa.domain.approvals.table import KINDS
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted, Refusal


class ApprovalState(StrEnum):
    """Where a request stands. Every state but `open` is final."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules know of a request. `concerns` is the person it is about; `outcome` is (who, when) as shown."""

    kind: ApprovalKind
    state: ApprovalState
    requested_by: int
    requester_rights: frozenset[str]
    expires_at: datetime
    concerns: int | None = None
    outcome: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Decider:
    """Who wants to decide; `is_person` is False for the command line, which anybody with the machine may use."""

    number: int
    rights: frozenset[str]
    is_person: bool = True


Rule = Callable[[Case, Decider, datetime], Refusal | None]

DECIDED = {
    ApprovalState.APPROVED: message("This request was approved by {name} on {moment}."),
    ApprovalState.REFUSED: message("This request was refused by {name} on {moment}."),
    ApprovalState.WITHDRAWN: message("This request was withdrawn by {name}, who had made it, on {moment}."),
    ApprovalState.EXPIRED: message("This request was not decided in time; it expired on {moment}."),
}
NOTHING_TO_DO = message("Nothing more can be done with it. If it is still wanted, it has to be asked for again.")
OUT_OF_TIME = message("The time for deciding on this request is over.")
ASK_AGAIN = message("If it is still wanted, it has to be asked for again.")
OWN_REQUEST = message("You asked for this yourself, so another person has to decide.")
TELL_ANOTHER = message("Tell somebody else who may decide; you can withdraw your request as long as it is open.")
ABOUT_YOU = message("This request is about you, so another person has to approve it.")
NO_PERSON = message("The command line is no person: it can list, refuse and withdraw requests, but approve none.")
SIGN_IN = message("A person with the right to approve signs in and opens the page of the request.")
NO_RIGHT = message("Your roles do not allow you to decide on this request.")
ASK_SOMEBODY = message("Tell somebody who may decide, or ask the administrator for a role that does.")
REQUESTER_WITHOUT_RIGHT = message("The person who asked for this no longer has a role that allows asking for it.")
REFUSE_IT = message("Refuse the request. If it is still wanted, somebody with that role asks for it again.")
NOT_YOURS = message("Only the person who made a request can withdraw it.")
REFUSE_INSTEAD = message("Refuse it instead, if you may decide on it.")


def must_be_open(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """A request moves once. The refusal says by whom and when it was decided."""
    if case.state is ApprovalState.OPEN:
        return None
    name, moment = case.outcome
    said = Sentence(DECIDED[case.state], {"name": name, "moment": moment})
    return Refusal("approval_decided", said, remedy=Sentence(NOTHING_TO_DO))


def must_be_in_time(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """At the moment `expires_at` it is too late."""
    if now < case.expires_at:
        return None
    return Refusal("approval_expired", Sentence(OUT_OF_TIME), remedy=Sentence(ASK_AGAIN))


def must_be_a_person(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """The command line belongs to whoever sits there: it cannot stand for a second person."""
    if decider.is_person:
        return None
    return NotPermitted("approval_by_command_line", Sentence(NO_PERSON), remedy=Sentence(SIGN_IN))


def must_be_another_person(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """Persons are compared, not roles or units: a second role or a second unit is no second person."""
    if decider.number != case.requested_by:
        return None
    return NotPermitted("approval_of_own_request", Sentence(OWN_REQUEST), remedy=Sentence(TELL_ANOTHER))


def must_not_be_about_oneself(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """Whoever would receive a role may not approve it, whoever asked for it."""
    if decider.number != case.concerns:
        return None
    return NotPermitted("approval_about_oneself", Sentence(ABOUT_YOU), remedy=Sentence(TELL_ANOTHER))


def must_hold_the_right(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """The right counts as it is held at this moment."""
    if KINDS[case.kind].may_approve in decider.rights:
        return None
    return NotPermitted("approval_without_right", Sentence(NO_RIGHT), remedy=Sentence(ASK_SOMEBODY))


def requester_must_still_hold_the_right(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """Two persons with the right stand behind what is done: one who left in between is none."""
    if KINDS[case.kind].may_request in case.requester_rights:
        return None
    return Refusal("approval_requester_left", Sentence(REQUESTER_WITHOUT_RIGHT), remedy=Sentence(REFUSE_IT))


def must_be_the_requester(case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """Withdrawing is for the person who asked; everybody else refuses."""
    if decider.number == case.requested_by:
        return None
    return NotPermitted("approval_of_another", Sentence(NOT_YOURS), remedy=Sentence(REFUSE_INSTEAD))


APPROVING: tuple[Rule, ...] = (
    must_be_open,
    must_be_in_time,
    must_be_a_person,
    must_be_another_person,
    must_not_be_about_oneself,
    must_hold_the_right,
    requester_must_still_hold_the_right,
)
REFUSING: tuple[Rule, ...] = (must_be_open, must_be_in_time, must_be_another_person, must_hold_the_right)
WITHDRAWING: tuple[Rule, ...] = (must_be_open, must_be_in_time, must_be_the_requester)


def objection(rules: tuple[Rule, ...], case: Case, decider: Decider, now: datetime) -> Refusal | None:
    """The first refusal that one of `rules` gives, or None when nothing stands against it."""
    return next((said for said in (rule(case, decider, now) for rule in rules) if said is not None), None)
