"""The switch between namespaces: what it is told to do to packets it does, and what it counts is what happened."""

import socket
import threading
import time

import pytest

from tests.two_instances.namespaces import Namespace, may_be_made
from tests.two_instances.network import why_loopback
from tests.two_instances.switch import NO_FAULTS, PacketFaults, Switch, streams

pytestmark = pytest.mark.one_engine
ONE, OTHER, THIRD = "10.83.0.1", "10.83.0.2", "10.83.0.3"
# Seconds in which nothing more comes for certain: the switch takes some milliseconds for a packet.
SILENCE = 0.7
UDP = socket.SOCK_DGRAM


@pytest.fixture(autouse=True, scope="module")
def namespaces_may_be_made():
    """Elsewhere there is nothing to try; the campaign runs on loopback there."""
    if why := may_be_made():
        pytest.skip(f"no network namespace may be made here ({why})")


@pytest.fixture
def joined():
    """Join networks by a switch with these faults: (network of each address, the switch)."""
    made = []

    def join(faults, *addresses, keep=()):
        nets = {one: Namespace(one) for one in addresses or (ONE, OTHER)}
        made.append((Switch(nets.values(), faults, 1, keep=keep), nets))
        return nets, made[-1][0]

    yield join
    for switch, nets in made:
        switch.close()
        for one in nets.values():
            one.close()


def numbers_that_arrive(nets, count):
    """Send so many numbered datagrams from one to the other; the numbers in the order in which they come out."""
    with nets[OTHER].within(a_receiver, OTHER) as receiver, nets[ONE].within(socket.socket, type=UDP) as sender:
        for number in range(1, count + 1):
            sender.sendto(b"%d" % number, receiver.getsockname())
        return list(arriving(receiver))


def a_receiver(address):
    """A socket for datagrams, bound there."""
    receiver = socket.socket(type=UDP)
    receiver.bind((address, 0))
    receiver.settimeout(SILENCE)
    return receiver


def arriving(receiver):
    """Numbers until nothing more comes."""
    while True:
        try:
            yield int(receiver.recv(100))
        except TimeoutError:
            return


def a_connection(nets, source=ONE, target=OTHER):
    """Both ends of a TCP connection through the switch."""
    with nets[target].within(socket.create_server, (target, 0)) as listening:
        here = nets[source].within(socket.socket)
        here.settimeout(20)
        here.connect(listening.getsockname())
        there, _ = listening.accept()
        there.settimeout(SILENCE)
        return here, there


def test_without_faults_every_packet_arrives_once_and_in_order(joined):
    nets, switch = joined(NO_FAULTS)
    assert numbers_that_arrive(nets, 50) == list(range(1, 51))
    assert {name: count for name, count in switch.counted.items() if count} == {"passed": 50}


def test_every_third_packet_is_lost_and_the_count_says_so(joined):
    nets, switch = joined(PacketFaults(1, 0, 0, 0, every=3))
    assert numbers_that_arrive(nets, 9) == [1, 2, 4, 5, 7, 8]
    assert (switch.counted["passed"], switch.counted["lost"]) == (6, 3)


def test_every_third_packet_comes_twice_and_the_count_says_so(joined):
    nets, switch = joined(PacketFaults(0, 1, 0, 0, every=3))
    assert numbers_that_arrive(nets, 7) == [1, 2, 3, 3, 4, 5, 6, 6, 7]
    assert (switch.counted["passed"], switch.counted["doubled"]) == (9, 2)


def test_every_third_packet_is_overtaken_and_the_count_says_so(joined):
    nets, switch = joined(PacketFaults(0, 0, 1, 0, hold=SILENCE / 2, every=3))
    assert numbers_that_arrive(nets, 8) == [1, 2, 4, 5, 7, 8, 3, 6]
    assert (switch.counted["passed"], switch.counted["reordered"]) == (8, 2)


def test_what_is_drawn_by_the_same_seed_is_the_same(joined):
    faults = PacketFaults(0.3, 0.3, 0, 0)
    first, second = (numbers_that_arrive(joined(faults)[0], 60) for _ in range(2))
    assert first == second
    assert len(first) != len(set(first)) and set(first) < set(range(1, 61))


def test_during_a_partition_nothing_passes_and_the_connection_hangs_until_it_is_healed(joined):
    nets, switch = joined(NO_FAULTS, ONE, OTHER, THIRD)
    here, there = a_connection(nets)
    beside, across = a_connection(nets, OTHER, THIRD)
    with here, there, beside, across:
        switch.cut(ONE)
        here.sendall(b"sent while cut off")
        with pytest.raises(TimeoutError):
            there.recv(100)
        assert switch.counted["cut"] > 0
        beside.sendall(b"the others go on")
        assert across.recv(100) == b"the others go on"
        switch.heal(ONE)
        there.settimeout(20)
        assert there.recv(100) == b"sent while cut off"


def test_what_is_on_its_way_when_the_partition_begins_does_not_arrive_either(joined):
    nets, switch = joined(PacketFaults(0, 0, 0, delay=2 * SILENCE))
    with nets[OTHER].within(a_receiver, OTHER) as receiver, nets[ONE].within(socket.socket, type=UDP) as sender:
        sender.sendto(b"1", receiver.getsockname())
        time.sleep(SILENCE / 2)  # it has been taken, and has a second to go
        switch.cut(OTHER)
        while not switch.counted.keys() & {"cut", "passed"}:
            time.sleep(0.01)
        assert list(arriving(receiver)) == []
    assert dict(switch.counted) == {"doubled": 0, "cut": 1}


def test_nothing_but_the_switch_leads_from_one_network_to_another(joined):
    nets, _ = joined(NO_FAULTS)
    with nets[OTHER].within(socket.create_server, ("", 0)) as listening:
        port = listening.getsockname()[1]
        with nets[OTHER].within(socket.create_connection, (OTHER, port), timeout=5):
            pass
        for net, address in ((nets[ONE], "127.0.0.1"), (nets[ONE], THIRD)):
            with pytest.raises(OSError), net.within(socket.create_connection, (address, port), timeout=0.3):
                pass
        with socket.socket() as from_outside, pytest.raises(OSError):
            from_outside.settimeout(0.3)
            from_outside.connect((OTHER, port))


def test_what_is_kept_is_what_was_said_although_packets_are_lost_doubled_and_overtaken(joined):
    nets, switch = joined(PacketFaults(0.05, 0.05, 0.1), keep=[OTHER])
    said = b"".join(b"%06d " % number for number in range(20_000))
    here, there = a_connection(nets)
    with here, there:
        there.settimeout(20)
        sending = threading.Thread(target=here.sendall, args=(said,))
        sending.start()
        heard = b""
        while len(heard) < len(said):
            heard += there.recv(65_536)
        sending.join()
    assert heard == said
    assert said in streams(list(switch.passed))
    assert min(switch.counted[name] for name in ("lost", "doubled", "reordered")) > 0


def test_a_database_server_that_no_namespace_reaches_is_named_as_the_reason():
    assert "Unix socket" in why_loopback("postgresql://far.example/salwa", "")
    assert why_loopback("postgresql://far.example/salwa", "postgresql:///salwa?host=/run/postgresql") == ""
    assert why_loopback("", "") == ""
