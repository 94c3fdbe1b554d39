"""Where an authorisation stands: a function of its steps and the day, and which step may follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from salwa.domain.licences.vocabulary import LicenceState, StepKind

S, K = LicenceState, StepKind
# State -> step -> the state after it. A step that stands in no row of its state is not allowed there.
NEXT: dict[LicenceState, dict[StepKind, LicenceState]] = {
    S.APPLIED: {
        K.CHANGED: S.APPLIED,
        K.INFORMATION_ASKED: S.INFORMATION_ASKED,
        K.RISK_ASSESSED: S.ASSESSED,
        K.EXPORTER_NOTIFIED: S.APPLIED,
        K.REFUSED: S.REFUSED,
        K.CLOSED: S.CLOSED,
    },
    S.INFORMATION_ASKED: {
        K.CHANGED: S.INFORMATION_ASKED,
        K.INFORMATION_GIVEN: S.APPLIED,
        K.EXPORTER_NOTIFIED: S.INFORMATION_ASKED,
        K.REFUSED: S.REFUSED,
        K.CLOSED: S.CLOSED,
    },
    # What was assessed is what is granted: a change sends the application back to its assessment.
    S.ASSESSED: {
        K.CHANGED: S.APPLIED,
        K.INFORMATION_ASKED: S.INFORMATION_ASKED,
        K.EXPORTER_NOTIFIED: S.ASSESSED,
        K.GRANTED: S.GRANTED,
        K.REFUSED: S.REFUSED,
        K.CLOSED: S.CLOSED,
    },
    S.GRANTED: {
        K.AMENDMENT_ASKED: S.GRANTED,
        K.AMENDED: S.GRANTED,
        K.AMENDMENT_REFUSED: S.GRANTED,
        K.USED: S.GRANTED,
        K.USE_UNDONE: S.GRANTED,
        K.EXPORTER_NOTIFIED: S.GRANTED,
        K.DELIVERY_VERIFIED: S.GRANTED,
        K.SUSPENDED: S.SUSPENDED,
        K.REVOKED: S.REVOKED,
        K.CLOSED: S.CLOSED,
    },
    S.SUSPENDED: {
        K.RESUMED: S.GRANTED,
        K.USE_UNDONE: S.SUSPENDED,
        K.EXPORTER_NOTIFIED: S.SUSPENDED,
        K.DELIVERY_VERIFIED: S.SUSPENDED,
        K.REVOKED: S.REVOKED,
        K.CLOSED: S.CLOSED,
    },
    S.REVOKED: {K.USE_UNDONE: S.REVOKED, K.DELIVERY_VERIFIED: S.REVOKED},
    S.REFUSED: {},
    S.CLOSED: {K.USE_UNDONE: S.CLOSED, K.DELIVERY_VERIFIED: S.CLOSED},
}
# Steps that need a use before them, also in states that an application withdrawn before a decision shares.
AFTER_A_USE = frozenset({K.USE_UNDONE, K.DELIVERY_VERIFIED})
# What may still be recorded of an authorisation whose last day is over: a use that happened before it, and its end.
AFTER_EXPIRY = frozenset({K.USED, K.USE_UNDONE, K.EXPORTER_NOTIFIED, K.DELIVERY_VERIFIED, K.REVOKED, K.CLOSED})
# Whoever did one of these prepared the application, and may not decide on it.
PREPARING = frozenset({K.APPLIED, K.CHANGED, K.INFORMATION_GIVEN, K.RISK_ASSESSED, K.AMENDMENT_ASKED})
ON_AN_AMENDMENT = frozenset({K.AMENDED, K.AMENDMENT_REFUSED})
OPEN = frozenset({S.APPLIED, S.INFORMATION_ASKED, S.ASSESSED})
IN_FORCE = frozenset({S.GRANTED, S.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its place in the order of recording, the day it took effect, the person who recorded it."""

    number: int
    kind: StepKind
    day: date
    by: int


@dataclass(frozen=True, slots=True)
class Standing:
    """State after all steps; `since` is the day of the step that brought it. `prepared_by`: who may not decide.

    `amendment` is the number of the step that asked for an amendment not decided yet, `uses` counts uses in force.
    `ignored` are the numbers of steps that could not follow (of a register that was mended by hand, for example).
    """

    state: LicenceState = S.APPLIED
    since: date | None = None
    uses: int = 0
    amendment: int | None = None
    prepared_by: frozenset[int] = frozenset()
    ignored: tuple[int, ...] = ()

    def on(self, day: date, until: date | None) -> LicenceState:
        """The state as it shows on `day`: expired after the last day of validity `until` (None: no last day)."""
        return S.EXPIRED if self.state in IN_FORCE and until is not None and day > until else self.state

    def may_follow(self, kind: StepKind, day: date, until: date | None) -> bool:
        """Whether a step of `kind` may be recorded on `day`."""
        expired = self.on(day, until) is S.EXPIRED
        return self._fits(kind) and (not expired or kind in AFTER_EXPIRY)

    def _fits(self, kind: StepKind) -> bool:
        if kind not in NEXT[self.state] or (kind in AFTER_A_USE and not self.uses):
            return False
        # One amendment at a time, and none is decided that nobody asked for.
        return (
            kind is not K.AMENDMENT_ASKED
            and kind not in ON_AN_AMENDMENT
            or ((self.amendment is None) == (kind is K.AMENDMENT_ASKED))
        )

    def after(self, step: Step) -> Standing:
        """The standing once `step` is recorded; a step that cannot follow changes nothing but `ignored`."""
        if not self._fits(step.kind):
            return replace(self, ignored=(*self.ignored, step.number))
        state = NEXT[self.state][step.kind]
        amendment = self.amendment
        if step.kind is K.AMENDMENT_ASKED:
            amendment = step.number
        elif step.kind in ON_AN_AMENDMENT:
            amendment = None
        return replace(
            self,
            state=state,
            since=step.day if state is not self.state else self.since,
            uses=self.uses + (step.kind is K.USED) - (step.kind is K.USE_UNDONE),
            amendment=amendment,
            prepared_by=self.prepared_by | {step.by} if step.kind in PREPARING else self.prepared_by,
        )


def standing_of(steps: Iterable[Step]) -> Standing:
    """Where the steps, in the order of their numbers, have brought the authorisation. Never raises."""
    found = Standing()
    for step in sorted(steps, key=lambda one: one.number):
        if step.kind is K.APPLIED:
            found = replace(found, since=found.since or step.day, prepared_by=found.prepared_by | {step.by})
        else:
            found = found.after(step)
    return found
