"""The reader of the schemas agrees with an independent implementation, on good lines and on lines with one fault."""

import random
from datetime import datetime

import jsonschema
import pytest

from salwa.domain.register_exchange import FAULTS, checker_of, event_uid, mark_uid
from salwa.reference.exchange_schemas import exchange_schemas

pytestmark = pytest.mark.one_engine
SCHEMAS = exchange_schemas()
ODD = (None, True, 0, -1, 10**12, "", "x", "x" * 400, [], {}, ["x"], "2024-02-30", "2024-02-03", "\x00", 1.5)


FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value):
    """RFC 3339, which the independent implementation knows only with another package."""
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


def sample(schema, chance):
    """A value that keeps to `schema`."""
    if "const" in schema:
        return schema["const"]
    kind = schema["type"]
    if kind == "object":
        inner = schema.get("properties", {})
        chosen = set(schema.get("required", ())) | {name for name in inner if chance.random() < 0.5}
        return {name: sample(inner[name], chance) for name in inner if name in chosen}
    if kind == "array":
        return [sample(schema["items"], chance) for _ in range(chance.randrange(3))]
    if kind == "integer":
        return chance.choice((schema["minimum"], schema["maximum"]))
    if kind == "boolean":
        return chance.random() < 0.5
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if "format" in schema:
        return {"date": "2024-02-29", "date-time": "2024-02-29T10:11:12.5+03:00"}[schema["format"]]
    return text_for(schema)


def text_for(schema):
    pattern = schema.get("pattern", "")
    known = {"{32}": "a" * 32, "{64}": "0" * 64, "[A-Z]{3}": "KEN", "{12}": "7d9f1c1e-3c56-4d2a-9b1e-111111111111"}
    if "pictures" in pattern:
        return f"pictures/aa/{'a' * 64}.jpg"
    found = next((text for part, text in known.items() if part in pattern), "uid-1")
    return found if pattern else "ب" * max(1, schema.get("minLength", 0))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_good_lines_pass_and_each_fault_is_seen_by_both(kind):
    chance = random.Random(kind)
    ours = checker_of(SCHEMAS[kind])
    theirs = jsonschema.Draft202012Validator(SCHEMAS[kind], format_checker=FORMATS)
    disagreements = []
    for _ in range(150):
        line = sample(SCHEMAS[kind], chance)
        assert ours(line) is None, line
        spoilt = spoil(line, chance)
        fault, errors = ours(spoilt), list(theirs.iter_errors(spoilt))
        # Signs that are no text are our own rule; the schema language has no word for them.
        if (fault is None) != (not errors) and (fault is None or fault.reason != "broken_text"):
            disagreements.append((spoilt, fault, errors))
        if fault is not None:
            assert "{" not in fault.what.english().replace("{}", "") and fault.reason in FAULTS
    assert disagreements == []


def spoil(line, chance):
    """The line with one field missing, added or changed."""
    found = dict(line)
    name = chance.choice([*found, "strange"])
    if chance.random() < 0.3:
        found.pop(name, None)
    else:
        found[name] = chance.choice(ODD)
    return found


@pytest.mark.parametrize("value", [None, [], "weapon", 7])
def test_what_is_no_object_is_a_fault(value):
    assert checker_of(SCHEMAS["weapon"])(value).reason == "wrong_type"


def test_free_details_may_be_anything_but_broken_or_endless():
    check = checker_of(SCHEMAS["event"])
    line = {"kind": "event", "uid": "e", "weapon": "a" * 32, "event": "seized", "recorded_at": "2024-01-01T00:00:00Z"}
    deep = {}
    for _ in range(40):
        deep = {"a": deep}
    assert check(line | {"details": {"a": [1, None, {"b": "ب"}]}}) is None
    assert check(line | {"details": deep}).reason == "wrong_form"
    assert check(line | {"details": {"\ud800": 1}}).reason == "broken_text"


def test_identifiers_follow_the_content_and_nothing_else():
    mark = {"weapon": "a" * 32, "component": "frame", "text": "AB1", "state": "present", "recorded_at": "x"}
    assert mark_uid(mark, 0) == mark_uid(mark | {"normalised": "other"}, 0)
    assert len({mark_uid(mark, 0), mark_uid(mark, 1), mark_uid(mark | {"text": "AB2"}, 0), event_uid(mark, 0)}) == 4
