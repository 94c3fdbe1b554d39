"""What a directory for many States takes, and what it says when it does not."""

from datetime import date

import pytest

from salwa.domain.directory import ContactDetails, Need, Standing, checked_details, checked_kind, needs_of, sort_key
from salwa.domain.refusals import Refusal
from tests.builders.directory import details

pytestmark = pytest.mark.one_engine
TODAY = date(2026, 11, 25)


def test_details_are_taken_as_given_without_outer_blanks_and_stray_line_ends():
    known = checked_details(details(office=" National\nCommission  ", postal=" Box 1\nZenda "), TODAY)
    assert (known.office, known.postal) == ("National Commission", "Box 1\nZenda")
    assert checked_details(known, TODAY) == known


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"office": "  "}, "no_office", "office"),
        ({"email": "nobody"}, "no_email", "email"),
        ({"email": "a@b@c.example"}, "no_email", "email"),
        ({"email": "x@y.example>\nBcc: z"}, "no_email", "email"),
        ({"email": "r.rassendyll@police.example"}, "personal_address", "email"),
        ({"email": "élise@police.example", "person": "Elise Dupont"}, "personal_address", "email"),
        ({"telephone": "call me"}, "no_telephone", "telephone"),
        ({"time_zone": "Nairobi time"}, "no_time_zone", "time_zone"),
        ({"languages": ()}, "no_language", "languages"),
        ({"languages": ("English",)}, "bad_language", "languages"),
        ({"valid_until": date(2026, 11, 24)}, "already_past", "valid_until"),
        ({"postal": "x" * 1001}, "too_long", "postal"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(wrong, code, field):
    with pytest.raises(Refusal) as refused:
        checked_details(details(**wrong), TODAY)
    assert (refused.value.code, refused.value.where["field"]) == (code, field)
    assert refused.value.remedy is not None


def test_the_least_a_contact_needs_is_an_office_an_address_and_a_language():
    least = ContactDetails(office="Police", email="poa@police.example", languages=("fr",))
    assert checked_details(least, TODAY) == least
    with pytest.raises(Refusal) as refused:
        checked_kind("embassy")
    assert refused.value.code == "no_such_kind"


@pytest.mark.parametrize(
    ("standing", "needs"),
    [
        (Standing(date(2026, 11, 1)), ()),
        (Standing(date(2026, 11, 1), valid_until=date(2026, 11, 24)), (Need.EXPIRED,)),
        (Standing(date(2026, 11, 1), valid_until=date(2026, 11, 25)), (Need.EXPIRES_SOON,)),
        (Standing(date(2026, 5, 26)), ()),
        (Standing(date(2026, 5, 25)), (Need.TEST_DUE,)),
        (Standing(date(2026, 1, 1), last_test=date(2026, 10, 26)), ()),
        (Standing(date(2026, 1, 1), last_test=date(2026, 10, 25)), (Need.UNANSWERED,)),
        (Standing(date(2026, 1, 1), last_test=date(2026, 10, 1), last_test_answered=True), ()),
        (Standing(date(2025, 11, 23), last_test=date(2026, 11, 1)), (Need.NOT_CONFIRMED,)),
    ],
)
def test_a_contact_is_overdue_on_the_day_after_and_not_before(standing, needs):
    assert needs_of(standing, TODAY) == needs


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Côte d'Ivoire", "Croatia", "Cuba"]),
        ("fr", ["Égypte", "El Salvador", "Équateur", "Érythrée", "Espagne"]),
        ("es", ["Nigeria", "Níger", "Noruega"]),
        ("ru", ["Йемен", "Кения", "Чехия"]),
        ("ar", ["إثيوبيا", "أستراليا", "ألمانيا", "كينيا"]),
        ("zh", ["阿富汗", "巴西", "中国"]),
    ],
)
def test_states_stand_in_the_alphabetical_order_of_the_language(language, names):
    if language == "es":
        names = ["Níger", "Nigeria", "Noruega"]
    assert sorted(names, key=lambda name: sort_key(name, language)) == names


def test_n_with_tilde_comes_after_n_in_spanish_only():
    assert sort_key("Año", "es") > sort_key("Anzio", "es")
    assert sort_key("Año", "fr") < sort_key("Anzio", "fr")
