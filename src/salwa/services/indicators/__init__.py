"""Indicator 16.4.2 and the figures of tracing: from tables of the questionnaire, and from the State's own cases."""
