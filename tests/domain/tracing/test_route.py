"""The way of a weapon from several registers: its order, its last lawful stop, and the time since."""

from datetime import date

import pytest

from salwa.domain.tracing import Source, Station, route_of
from salwa.domain.tracing.route import time_between

pytestmark = pytest.mark.one_engine

SEIZED = Station("seized", Source.SEIZURE, date(2026, 3, 14), state="KEN")


def stop(kind, day="", state="", precision="day", **more):
    return Station(kind, Source.ANSWER, date.fromisoformat(day) if day else None, precision, state, **more)


def kinds(route):
    return [one.kind for one in route.stations]


def test_tellings_of_several_states_become_one_way_in_order_of_days():
    maker = [stop("manufactured", "1984-01-01", "BRA", "year"), stop("exported", "1985-06-01", "ETH", from_state="BRA")]
    buyer = [stop("imported", "1985-07-02", "ETH", from_state="BRA"), stop("stolen", "1999-01-01", "ETH", "year")]
    route = route_of([buyer, maker], SEIZED)
    assert kinds(route) == ["manufactured", "exported", "imported", "stolen", "seized"]
    assert route.states == ("BRA", "ETH", "KEN")
    assert (route.last_lawful.kind, route.left.kind) == ("imported", "stolen")
    assert (route.between.at_least, route.between.at_most) == (14865, 14865)


def test_what_has_no_day_keeps_its_place_within_its_telling():
    first = [stop("exported", state="A"), stop("transferred", "2001-01-01", "B"), stop("held", state="C")]
    second = [stop("transferred", "2001-06-01", "D"), stop("manufactured", state="E")]
    states = [one.state for one in route_of([first, second], SEIZED).stations]
    assert states == ["E", "A", "B", "C", "D", "KEN"]


def test_a_thing_told_twice_stands_once_and_another_state_telling_it_stands_beside_it():
    one = stop("exported", "1985-06-01", "ETH", said_by="BRA", number=1)
    again = stop("exported", "1985-06-01", "ETH", said_by="BRA", number=2)
    other = stop("exported", "1985-06-01", "ETH", said_by="ETH", number=3)
    assert [one.number for one in route_of([[one], [again], [other]], SEIZED).stations] == [1, 3, None]


def test_nothing_known_leaves_the_seizure_alone():
    route = route_of([], SEIZED)
    assert (kinds(route), route.last_lawful, route.left, route.between) == (["seized"], None, None, None)


def test_a_recovered_weapon_was_in_lawful_hands_again():
    route = route_of([[stop("stolen", "2001-01-01", "A"), stop("recovered", "2002-01-01", "A")]], SEIZED)
    assert (route.last_lawful.kind, route.left) == ("recovered", None)


def test_a_finding_decides_what_the_last_lawful_record_is():
    found = Station("last_lawful_record", Source.FINDING, date(1990, 1, 1), state="BRA")
    route = route_of([[stop("held", "1995-01-01", "ETH")], [found]], SEIZED)
    assert (route.last_lawful, route.left) == (found, None)


@pytest.mark.parametrize(
    ("day", "precision", "expected"),
    [("2026-03-01", "day", (13, 13)), ("2026-02-01", "month", (14, 41)), ("2026-01-01", "year", (0, 72))],
)
def test_the_time_is_as_exact_as_the_days_are(day, precision, expected):
    between = time_between(stop("held", day, precision=precision), SEIZED)
    assert (between.at_least, between.at_most) == expected


def test_without_a_day_there_is_no_time():
    assert time_between(stop("held"), SEIZED) is None
