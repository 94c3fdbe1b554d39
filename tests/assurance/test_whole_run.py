"""A whole run tells its log nothing (target S13) and calls nobody (S17); and with defects this is noticed."""

import pytest

from tests.assurance.log_campaign import searched, written
from tests.assurance.network_campaign import beyond_the_machine
from tests.assurance.test_durability import campaign, on_sqlite


def test_a_whole_run_with_faults_leaves_no_planted_word_in_what_is_logged():
    code, told = campaign("log")
    assert (code, told["found"]) == (0, 0), told["said"]
    assert told["words"] >= 100 and told["requests"] >= 60 and told["log_lines"] >= 30
    assert (told["statuses"]["500"], told["faults_logged"]) == (2, 2)


@on_sqlite
@pytest.mark.parametrize("defect", ["body", "address", "words"])
def test_the_search_finds_what_a_careless_logger_writes(defect):
    code, told = campaign("log", "--control", defect)
    assert (code, told["found"] > 0) == (1, True)


def test_a_word_is_found_however_it_is_written():
    for way in written("zq01ab23cd45ef"):
        assert searched({"log": b"before " + way + b" behind"}, {"mark": "zq01ab23cd45ef"}) == {"mark: log"}
    assert searched({"log": b"before and behind"}, {"mark": "zq01ab23cd45ef"}) == set()


@on_sqlite
def test_a_whole_run_with_its_commands_calls_nobody():
    code, told = campaign("network")
    assert (code, told["calls"], told["commands"]) == (0, 0, [0, 0, 0, 0]), told["said"]
    assert told["packets"] in (0, None) and told["requests"] >= 60 and told["traced"] >= 50


@on_sqlite
def test_the_trace_shows_who_calls_out():
    code, told = campaign("network", "--control", "address")
    assert (code, told["calls"] >= 50, told["packets"] in (told["calls"], None)) == (1, True, True)


@pytest.mark.parametrize(
    ("call", "beyond"),
    [
        ('connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0', True),
        (
            'connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)',
            True,
        ),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', True),
        ('sendto(3, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.1.2.3")}, 16) = 1', True),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/run/postgresql/.s.PGSQL.5432"}, 110) = 0', False),
        ("sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 20", False),
    ],
)
def test_a_call_is_told_from_talk_within_the_machine(call, beyond):
    assert beyond_the_machine(call) is beyond
