"""Template tags of the design system: marks kept left to right, sentences, pictograms, fields and error summaries."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from salwa.domain.languages import LANGUAGES, Listed, Run, Sentence, direction_of_text, runs
from salwa.domain.marking import RULES, RuleCode
from salwa.domain.marking.rules import NATIONAL
from salwa.domain.tracing import AskedWeapon
from salwa.services.languages import comma, named, semicolon, together
from salwa.services.weapons.names import name_of, type_of
from salwa.web.frame import words
from salwa.web.frame.icons import drawing
from salwa.web.frame.turned_away import codes_of, note_codes

register = template.Library()


@register.filter
def mark(text: object) -> SafeString | str:
    """A mark, serial, symbol or code: monospaced, isolated left to right, selected with one click."""
    shown = str(text) if text is not None else ""
    return format_html('<bdi dir="ltr" class="mark">{}</bdi>', shown) if shown else ""


@register.filter
def figure(value: object) -> SafeString | str:
    """A count with its thousands set apart, isolated left to right."""
    if value is None:
        return ""
    shown = number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, (int, float)) else value
    return format_html('<bdi dir="ltr" class="figure">{}</bdi>', shown)


@register.filter
def per_cent(value: float | None) -> SafeString | str:
    """A share from 0 to 1 in per cent; shares close to the ends are not rounded to certainty."""
    if value is None:
        return ""
    shown = ">99" if 0.99 < value < 1 else "<1" if 0 < value < 0.01 else str(round(value * 100))
    return format_html('<bdi dir="ltr" class="figure">{} %</bdi>', shown)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """A day as year-month-day, the same in every language, isolated left to right."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{0}"><bdi dir="ltr" class="figure">{0}</bdi></time>', local.isoformat())


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A moment as year-month-day hour:minute in the installation's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    shown = local.strftime("%Y-%m-%d %H:%M")
    return format_html(
        '<time datetime="{}"><bdi dir="ltr" class="figure">{}</bdi></time>', local.isoformat(timespec="seconds"), shown
    )


@register.filter
def spoken(sentence: Sentence | Mapping[str, Any] | str | None) -> str:
    """A sentence of the rules in the reader's language; also one kept in the session as {template, values}.

    Each value stands in an isolate of its own: marks and numbers never turn round inside Arabic text.
    """
    if not sentence:
        return ""
    if isinstance(sentence, Mapping):
        sentence = Sentence.of(sentence)
    if not isinstance(sentence, Sentence):
        return str(sentence)
    if not sentence.values:
        return gettext(sentence.template).format()
    values = {name: isolated(named(value)) for name, value in sentence.values.items()}
    return format_html(gettext(sentence.template), **values)


def isolated(value: object) -> SafeString:
    """A value inside a sentence: left to right, unless it holds letters that run from right to left."""
    if isinstance(value, Listed):
        return format_html_join(comma(), "{}", ((isolated(part),) for part in value.parts))
    text = str(value)
    if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text):
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi dir="ltr">{}</bdi>', text)


register.simple_tag(comma)
register.simple_tag(semicolon)
register.filter(together)


@register.filter
def prose(text: object) -> SafeString | str:
    """A text somebody typed: its direction is its own, and numbers, dates and codes in it never turn round."""
    text = str(text or "")  # hints come unspoken until now
    if not text:
        return ""
    pieces = format_html_join("", "{}", ((_isolated_run(run),) for run in runs(text)))
    return format_html('<bdi dir="{}">{}</bdi>', direction_of_text(text), pieces)


def _isolated_run(run: Run) -> SafeString | str:
    return format_html('<bdi dir="ltr">{}</bdi>', run.text) if run.ltr else run.text


@register.filter
def said(code: str, which: str) -> str:
    """The words for a code of a closed list: {{ mark.state|said:"state" }}."""
    return words.said(which, code)


@register.filter
def state_name(code: str) -> str:
    """Name of a State in the reader's language; a code that Salwa does not know stays itself."""
    return name_of("country", code) if code else ""


@register.filter
def type_known(weapon: AskedWeapon) -> str:
    """Name of the type of a weapon where nobody wrote it down: as its code or model tells it, empty if neither does."""
    return name_of("type", code) if (code := type_of(weapon.type_code, weapon.model_code)) else ""


@register.filter
def known_day(values: Mapping[str, str]) -> str:
    """As much of a day as is known: of {day, precision} as findings keep them."""
    return values["day"][: {"year": 4, "month": 7}.get(values["precision"], 10)]


@register.filter
def language_name(code: str) -> SafeString | str:
    """The own name of one of the six languages; of another its code, isolated left to right."""
    found = next((one for one in LANGUAGES if one.code == code), None)
    if found is None:
        return mark(code)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', found.code, found.direction, found.name)


@register.filter
def of_field(value: str, field: str) -> str:
    """A value of a recorded field: codes in words, texts as they are: {{ change.after|of_field:change.what }}."""
    return words.said(words.CODED[field], value) if field in words.CODED else value


@register.filter
def paragraph(rule: str) -> SafeString | str:
    """Where a rule of marking stands: its paragraph, isolated left to right, or the words for the national profile."""
    found = RULES[RuleCode(rule)].paragraph
    return gettext(found) if found == NATIONAL else format_html('<bdi dir="ltr">{}</bdi>', found)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A pictogram; words must stand beside it."""
    return drawing(name)


@register.inclusion_tag("frame/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """One field: label, hint, error and control, tied together for screen readers."""
    kind = getattr(bound.field.widget, "input_type", "")
    many = bound.field.widget.__class__.__name__ in {"RadioSelect", "CheckboxSelectMultiple"}
    # Where nearly everything may stay empty the form says so once, not at every field.
    says_optional = not bound.field.required and not getattr(bound.form, "mostly_optional", False)
    return {
        "field": bound,
        "css": css,
        "is_box": kind == "checkbox" and not many,
        "is_group": many,
        "says_optional": says_optional,
        "says_required": bound.name in getattr(bound.form, "marked_required", frozenset)(),
    }


@register.inclusion_tag("frame/error_summary.html", takes_context=True)
def error_summary(context: Context, form: Any = None, refusal: Any = None) -> dict[str, Any]:
    """Everything that is wrong, at the top, each line a link to its field (GOV.UK pattern); its codes for the log."""
    lines = []
    if form is not None and form.errors:
        for bound in form:
            lines += [(bound.id_for_label or bound.auto_id, error) for error in bound.errors]
    general = list(form.non_field_errors()) if form is not None and form.errors else []
    codes = codes_of(form, refusal)
    if (request := context.get("request")) is not None:
        note_codes(request, codes)
    return {"lines": lines, "general": general, "refusal": refusal, "codes": codes}


@register.filter
def unlocalized(value: object) -> str:
    """A number for an attribute or a year: plain digits, point as decimal mark, no grouping."""
    return str(value)
