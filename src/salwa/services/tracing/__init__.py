"""Tracing between States: cases, requests, answers, and the documents they travel as (ITI 14-23)."""
