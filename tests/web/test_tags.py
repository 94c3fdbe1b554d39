"""Marks, figures and values in sentences never turn round and never become markup."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.translation import override

from salwa.domain.languages import Sentence
from salwa.web.frame.styles import joined_sheet
from salwa.web.templatetags import salwa

pytestmark = pytest.mark.one_engine


def test_a_mark_is_isolated_left_to_right_and_escaped():
    assert salwa.mark("AB<1>") == '<bdi dir="ltr" class="mark">AB&lt;1&gt;</bdi>'
    assert salwa.mark("") == ""
    assert salwa.mark(0) == '<bdi dir="ltr" class="mark">0</bdi>'


def test_values_in_sentences_stand_in_isolates_and_are_escaped():
    shown = salwa.spoken(
        {"template": "Asked {asked}, recorded {recorded}.", "values": {"asked": "<b>", "recorded": "تاوروس"}}
    )
    assert shown == 'Asked <bdi dir="ltr">&lt;b&gt;</bdi>, recorded <bdi>تاوروس</bdi>.'
    assert salwa.spoken(Sentence("{count} rows.", {"count": 3})) == '<bdi dir="ltr">3</bdi> rows.'
    assert salwa.spoken(None) == ""


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0 %"), (0.004, "&lt;1 %"), (0.5, "50 %"), (0.996, "&gt;99 %"), (1, "100 %")]
)
def test_near_certainty_is_not_rounded_to_certainty(share, shown):
    assert shown in salwa.per_cent(share)


def test_unknown_is_not_zero():
    assert (salwa.per_cent(None), salwa.figure(None), salwa.day(None), salwa.moment(None)) == ("", "", "", "")


def test_days_read_the_same_in_every_language():
    with override("ar"):
        assert "2026-11-24" in salwa.day(date(2026, 11, 24))
        assert "2026-11-24 04:05" in salwa.moment(datetime(2026, 11, 24, 4, 5, tzinfo=UTC))


def test_a_day_in_a_hint_or_an_error_does_not_turn_round():
    class Typed(forms.Form):
        day = forms.CharField(help_text="السنة ثم الشهر، مثلا 2026-11-24.")

        def clean_day(self):
            raise forms.ValidationError("لا يوجد يوم كهذا: 2026-13-40.")

    with override("ar"):
        shown = render_to_string("frame/field.html", salwa.field(Typed({"day": "x"})["day"]))
        above = render_to_string("frame/error_summary.html", salwa.error_summary(Context(), Typed({"day": "x"})))
    assert 'مثلا <bdi dir="ltr">2026-11-24</bdi>.' in shown
    assert 'كهذا: <bdi dir="ltr">2026-13-40</bdi>.' in shown
    assert 'كهذا: <bdi dir="ltr">2026-13-40</bdi>.' in above


def test_the_style_sheet_stays_below_25_kilobytes_packed():
    import gzip

    assert len(gzip.compress(joined_sheet()[1])) < 25_000
