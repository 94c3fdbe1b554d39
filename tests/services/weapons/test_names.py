"""Names in the reader's language and suggestions in any script."""

import pytest
from django.utils.translation import override

from salwa.reference.loader import load_book
from salwa.services.weapons.names import name_of, shape_of, suggestions, type_choices

pytestmark = pytest.mark.one_engine


def test_names_follow_the_readers_language():
    with override("ar"):
        assert name_of("country", "KEN") == "كينيا"
    with override("zh-hans"):
        assert name_of("country", "KEN") == "肯尼亚"
    assert name_of("maker", "no-such-maker") == "no-such-maker"


@pytest.mark.parametrize(("field", "typed", "first"), [("maker", "Таур", "Taurus"), ("country", "kenya", "Kenya")])
def test_suggestions_come_from_any_script(field, typed, first):
    assert any(first in name for name in suggestions(field, typed))
    assert len(suggestions(field, typed[:2])) <= 8


@pytest.mark.parametrize(
    ("field", "typed"), [("maker", "t"), ("maker", ""), ("purpose", "case"), ("maker", "\x00\ud800x")]
)
def test_nothing_is_suggested_for_next_to_nothing(field, typed):
    assert suggestions(field, typed) == []


def test_every_type_is_offered_and_most_have_a_shape():
    assert len(type_choices()) >= 50
    shapes = {code: shape_of(code) for code in load_book().types}
    assert (shapes["revolver"], shapes["handgun"], shapes["assault-rifle"]) == ("revolver", "pistol", "long")
    assert set(shapes.values()) == {"", "pistol", "revolver", "long"}
