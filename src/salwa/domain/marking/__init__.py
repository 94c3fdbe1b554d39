"""Marking: whether a weapon bears the marks it must (ITI 7 to 10), what is struck where, and campaigns that finish."""

from salwa.domain.marking.judging import Finding, Judgement, Summary, judge, summarise
from salwa.domain.marking.profile import Profile
from salwa.domain.marking.rules import RULES
from salwa.domain.marking.vocabulary import Ground, Overall, RuleCode, Verdict
from salwa.domain.marking.weapon import MarkedWeapon, SeenMark

__all__ = [
    "RULES",
    "Finding",
    "Ground",
    "Judgement",
    "MarkedWeapon",
    "Overall",
    "Profile",
    "RuleCode",
    "SeenMark",
    "Summary",
    "Verdict",
    "judge",
    "summarise",
]
