"""Words for lines, circumstances, spans of time and steps, marked for the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

from salwa.domain.indicators.lines import Line
from salwa.domain.indicators.time_to_crime import Span
from salwa.domain.languages import message
from salwa.domain.tracing import Circumstance

LINES: Mapping[Line, str] = {
    Line.IDENTIFIABLE: message("Uniquely identifiable, total"),
    Line.LEGITIMATE_OWNER: message("Legitimate owner in the national register"),
    Line.ILLEGITIMATE_NATIONAL: message("Illegitimate owner, traced in the national register"),
    Line.ILLEGITIMATE_FOREIGN: message("Illegitimate owner, traced in a foreign register"),
    Line.DIVERSION_IDENTIFIED: message("Point of diversion identified otherwise"),
    Line.PENDING: message("Tracing pending"),
    Line.NO_DIVERSION_FOUND: message("Tracing attempted, no point of diversion identified"),
    Line.NOT_INITIATED: message("No tracing initiated"),
    Line.NOT_IDENTIFIABLE: message("Not uniquely identifiable"),
    Line.ILLICITLY_MADE: message("Not uniquely identifiable: illicitly manufactured"),
    Line.ERASED_OR_ALTERED: message("Not uniquely identifiable: marking erased or altered"),
    Line.NO_INFORMATION: message("Not uniquely identifiable: no further information"),
    Line.MARKING_UNKNOWN: message("Status of marking unknown"),
}
NO_OUTCOME = message("No outcome recorded")
CIRCUMSTANCES: Mapping[Circumstance, str] = {
    Circumstance.SEIZED: message("Arms seized"),
    Circumstance.FOUND: message("Arms found"),
    Circumstance.SURRENDERED: message("Arms surrendered"),
}
NOT_CLASSIFIED = message("Not classified yet")
SPANS: Mapping[Span, str] = {
    Span.UNDER_3_MONTHS: message("Under 3 months"),
    Span.UNDER_7_MONTHS: message("3 months to under 7 months"),
    Span.UNDER_1_YEAR: message("7 months to under 1 year"),
    Span.UNDER_2_YEARS: message("1 year to under 2 years"),
    Span.UNDER_3_YEARS: message("2 years to under 3 years"),
    Span.FROM_3_YEARS: message("3 years and over"),
    Span.NOT_EXACT: message("Dates not exact enough"),
    Span.CONTRADICTORY: message("Last lawful record after the seizure"),
}
