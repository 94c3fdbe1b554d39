"""Every page, by the roles that open it, in six languages: strict policy, nothing run by the page, names (S7, U1)."""

import os

import pytest
from django.conf import settings

from salwa.web.security import POLICY
from tests.assurance.authorisation.asking import address_of, ask, undone
from tests.assurance.authorisation.bodies import form_for
from tests.assurance.authorisation.policy import Actor, Line, actors, lines
from tests.assurance.authorisation.world import World
from tests.assurance.authorisation.world_register import adopt
from tests.builders.html_faults import PAGE, faults_of, policy_faults

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
LANGUAGES = tuple(PAGE)
# For programs, which read no headings.
FOR_PROGRAMS = ("exchange/v1/",)


def readers(line: Line, method: str) -> list[Actor]:
    """Who may have the page, of a thing of the own unit."""
    wanted = line.wanted(method)
    unit = line.units()[0]
    return [one for one in actors() if wanted is not None and wanted.opens(one, unit)]


def asked_as(line: Line, people: list[Actor]) -> list[tuple[Actor, str]]:
    """Who asks in which language: two of the six, other ones for other pages; with SALWA_CRAWL=all everybody in all."""
    if os.environ.get("SALWA_CRAWL") == "all":
        return [(actor, language) for actor in people for language in LANGUAGES]
    if not people:  # what nobody may do with a thing of this kind
        return []
    first = len(line.address)
    return [(people[(first + step) % len(people)], LANGUAGES[(first + step) % len(LANGUAGES)]) for step in (0, 3)]


READ = ("GET", {})


def shown(world: World, line: Line, actor: Actor, language: str, how=READ):
    """The page as this person sees it in a language; `how`: the method and what is sent (None: a right form)."""
    method, body = how
    values = {**line.values, **world.values(line.thing, line.units()[0])}
    with undone():
        if line.thing and actor.signed_in and "number" in values:
            adopt(line.thing, values["number"], world.people[actor.name])
        address = address_of(line.address, values) + (line.query if method == "GET" else "")
        sent = form_for(line.address, values) if body is None else body
        try:
            return ask(world.clients[actor.name], method, address, sent, HTTP_ACCEPT_LANGUAGE=language)
        finally:  # the form that chooses a language would choose it for all that follows
            world.clients[actor.name].cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)


def faults(answer, language):
    """What is wrong with an answer; of one that is no page only its policy is looked at."""
    policy = next(line for line in answer.head.decode().split("\n") if line.startswith("Content-Security-Policy: "))
    is_page = answer.kind.startswith("text/html") and answer.body.lstrip()[:9].lower() == b"<!doctype"
    wrong = policy_faults(policy.partition(": ")[2], is_page=is_page)
    return wrong + (faults_of(answer.body, language) if is_page else []), is_page


@pytest.mark.parametrize(
    "line", [one for one in lines("pages") if one.get and not one.address.startswith(FOR_PROGRAMS)],
    ids=lambda line: line.address or "home",
)  # fmt: skip
def test_a_page_is_sound_for_everybody_who_may_open_it_in_every_language(world, line, record_property):
    people = readers(line, "GET")
    looked_at, wrong = 0, []
    for actor, language in asked_as(line, people):
        found, is_page = faults(shown(world, line, actor, language), language)
        looked_at += is_page
        wrong += [f"{actor.name} {language}: {one}" for one in found]
    record_property("looked_at", looked_at)
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize(
    "line", [one for one in lines("pages") if one.post and not one.address.startswith(FOR_PROGRAMS)],
    ids=lambda line: line.address,
)  # fmt: skip
def test_a_form_that_comes_back_with_errors_is_sound_too(world, line, record_property):
    people = readers(line, "POST")
    looked_at, wrong = 0, []
    for actor, language in asked_as(line, people):
        # Nothing filled in, and what a right form holds: the latter in the first language only.
        for body in ({}, None) if not looked_at else ({},):
            found, is_page = faults(shown(world, line, actor, language, ("POST", body)), language)
            looked_at += is_page
            wrong += [f"{actor.name} {language}: {one}" for one in found]
    record_property("looked_at", looked_at)
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_are_sound(world, language):
    for name, address in (("nobody", "/nothing/here/"), ("role_ended", "/audit/"), ("auditor", "/weapons/999999999/")):
        answer = ask(world.clients[name], "GET", address, {}, HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status in (403, 404)
        assert faults(answer, language) == ([], True)


RIGHT = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>A page</title></head><body><h1>One</h1><form method="post">'
    '<input type="hidden" name="csrfmiddlewaretoken"><label for="a">Mark</label><input id="a" name="a">'
    '<button>Send</button></form><img src="x" alt=""></body></html>'
)
DEFECTS = {
    "script": ("<h1>", "<script>1</script><h1>"), "style": ("<h1>", "<style>a{}</style><h1>"),
    "attribute": ("<h1>", '<h1 style="color:red">'), "handler": ("<button>", '<button onclick="x()">'),
    "address": ("<h1>", '<a href="javascript:x()">a</a><h1>'), "language": ('lang="en"', 'lang="fr"'),
    "direction": ('dir="ltr"', 'dir="rtl"'), "no heading": ("<h1>One</h1>", ""),
    "two headings": ("<h1>", "<h1>Two</h1><h1>"), "no title": ("A page", ""), "label": ('for="a"', 'for="b"'),
    "empty label": (">Mark<", "><"), "twice": ('alt=""', 'alt="" id="a"'), "no words": ('alt=""', ""),
    "button": (">Send<", "><"), "forgery": ("csrfmiddlewaretoken", "other"),
    "nowhere": ("<h1>", '<h1 aria-describedby="nowhere">'),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_control_each_kind_of_fault_is_seen(defect):
    assert faults_of(RIGHT.encode(), "en") == []
    before, after = DEFECTS[defect]
    assert before in RIGHT
    assert faults_of(RIGHT.replace(before, after).encode(), "en")


@pytest.mark.parametrize(
    ("before", "after"),
    [("script-src 'self'", "script-src 'self' 'unsafe-inline'"), ("; script-src 'self'", ""), ("'none'", "*"),
     ("style-src 'self'", "style-src 'self' 'unsafe-inline'"), ("; frame-ancestors 'none'", "")],
)  # fmt: skip
def test_control_a_lax_policy_is_seen(before, after):
    assert policy_faults(POLICY) == []
    assert before in POLICY and policy_faults(POLICY.replace(before, after))


def test_control_a_page_with_a_script_in_it_is_seen_where_it_stands(world, monkeypatch):
    (line,) = [one for one in lines("pages") if one.address == ""]
    real = "salwa.web.home.views.render"
    from salwa.web.home import views

    kept = views.render

    def with_script(request, template, context):
        answer = kept(request, template, context)
        answer.content = answer.content.replace(b"</h1>", b"</h1><script>x()</script>")
        return answer

    monkeypatch.setattr(real, with_script)
    answer = shown(world, line, next(one for one in actors() if one.name == "auditor"), "en")
    assert faults(answer, "en") == (["<script> in the page"], True)
