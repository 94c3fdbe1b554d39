"""Indicator 16.4.2 and figures of tracing: readings by name, from questionnaire rows or from a State's own cases."""

from salwa.domain.indicators.answers import Answers, Questionnaire
from salwa.domain.indicators.lines import NINE, Line, line_of
from salwa.domain.indicators.methods import BY_NAME, METHODS, Method, Share, exact_share, share_of
from salwa.domain.indicators.own import AnswerRate, RequestTimes, answer_rate, line_of_case, own_answers
from salwa.domain.indicators.published import NAMES, PUBLISHED, PUBLISHED_SAYS, Figure, Rule, figures
from salwa.domain.indicators.reading import number_in, read_questionnaire
from salwa.domain.indicators.time_to_crime import Span, span_between

__all__ = [
    "BY_NAME", "METHODS", "NAMES", "NINE", "PUBLISHED", "PUBLISHED_SAYS", "AnswerRate", "Answers", "Figure", "Line",
    "Method", "Questionnaire", "RequestTimes", "Rule", "Share", "Span", "answer_rate", "exact_share", "figures",
    "line_of", "line_of_case", "number_in", "own_answers", "read_questionnaire", "share_of", "span_between",
]  # fmt: skip
