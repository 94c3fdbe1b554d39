"""What a page of Salwa may not be, found in its HTML alone: scripts and styles in it, missing names and headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import html

# Language of Django -> what the page says of itself.
PAGE = {
    "ar": ("ar", "rtl"), "zh-hans": ("zh-Hans", "ltr"), "en": ("en", "ltr"), "fr": ("fr", "ltr"), "ru": ("ru", "ltr"),
    "es": ("es", "ltr"),
}  # fmt: skip
NAMELESS = ("hidden", "submit", "button", "reset", "image")
# Attributes whose value is one or more ids of the same page.
POINTS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "form", "list")


def policy_faults(policy: str, *, is_page: bool = True) -> list[str]:
    """What is lax in a Content-Security-Policy. Of a file it is enough that nothing is allowed by default."""
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.split()}
    named = [(name, value) for name, values in parts.items() for value in values]
    wrong = [f"{name} {value}" for name, value in named if "unsafe" in value or value == "*"]
    for name, right in (
        ("default-src", ["'none'"]), ("script-src", ["'self'"]), ("style-src", ["'self'"]), ("object-src", ["'none'"]),
        ("base-uri", ["'none'"]), ("frame-ancestors", ["'none'"]), ("form-action", ["'self'"]),
    ):  # fmt: skip
        if parts.get(name) != right and (is_page or name == "default-src"):
            wrong.append(f"{name} is {parts.get(name)}")
    return wrong


def faults_of(content: bytes, language: str) -> list[str]:
    """What is wrong with a page that was asked for in `language`; [] when nothing is."""
    page = html.document_fromstring(content.decode())
    lang, direction = PAGE[language]
    said = page.get("lang"), page.get("dir")
    wrong = [] if said == (lang, direction) else [f"{said[0]} {said[1]}"]
    headings = len(page.xpath("//h1"))
    wrong += [] if headings == 1 else [f"{headings} h1"]
    wrong += [] if "".join(page.xpath("//head/title//text()")).strip() else ["no title"]
    return [*wrong, *_run_by_the_page(page), *_ids(page), *_without_name(page), *_forms(page)]


def _run_by_the_page(page: Any) -> Iterator[str]:
    for one in page.xpath("//script[not(@src) and not(@type='application/json')] | //style"):
        yield f"<{one.tag}> in the page"
    for one in page.iter():
        for name, value in one.attrib.items() if isinstance(one.tag, str) else ():
            if name == "style" or name.startswith("on"):
                yield f"<{one.tag} {name}>"
            if value.strip().lower().startswith(("javascript:", "vbscript:", "data:text/html")):
                yield f"<{one.tag} {name}={value[:20]}>"


def _ids(page: Any) -> Iterator[str]:
    known = Counter(page.xpath("//@id"))
    yield from (f"id {name} {count} times" for name, count in known.items() if count > 1)
    for attribute in POINTS:
        for value in page.xpath(f"//@{attribute}"):
            yield from (f"{attribute}={one}, which is not there" for one in value.split() if one not in known)


def _without_name(page: Any) -> Iterator[str]:
    labelled = {one.get("for") for one in page.xpath("//label") if one.text_content().strip()}
    for one in page.xpath("//input | //select | //textarea"):
        named = one.get("aria-label") or one.get("aria-labelledby") or one.get("id") in labelled or _inside_label(one)
        if one.get("type") not in NAMELESS and not named:
            yield f"<{one.tag} name={one.get('name')}> without label"
    for one in page.xpath("//img[not(@alt)]"):
        yield f"picture {one.get('src')} without words"
    for one in page.xpath("//a[@href] | //button | //summary"):
        pictures = "".join(one.xpath(".//img/@alt | .//svg/@aria-label | .//svg/title/text()"))
        if not (one.text_content().strip() or one.get("aria-label") or one.get("aria-labelledby") or pictures):
            yield f"<{one.tag} {one.get('href', '')}> without words"


def _inside_label(one: Any) -> bool:
    return any(label.text_content().strip() for label in one.iterancestors("label"))


def _forms(page: Any) -> Iterator[str]:
    for one in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        if not one.xpath(".//input[@name='csrfmiddlewaretoken']"):
            yield f"form to {one.get('action')} without the mark against forgery"
