"""Several messages leave in one post; whoever does not know that has them one by one, and none is lost or overtakes."""

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from salwa.services.audit.verifying import verify_log
from salwa.services.envelopes import sign_receipt
from salwa.services.exchange import transport
from salwa.services.exchange.answers import LARGEST_BODY, MOST_AT_ONCE, TAKEN, Answer, written, written_together
from salwa.services.exchange.carrying import groups_of
from salwa.services.exchange.delivery import carry_out, claim
from salwa.services.exchange.testing import send_test
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import MessageStage, OutboxMessage
from tests.builders.exchange import Partner
from tests.builders.people import an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_http(settings):
    values = {**settings.SALWA.values, "exchange_plain_http": True, "exchange_timeout_seconds": 5}
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, values)


def receipt_of(partner, sealed):
    return sign_receipt(partner.opened(sealed), sender=partner.keys, stage="delivered", now=timezone.now(), epoch=1)


@contextmanager
def an_installation(partner, several):
    """An installation at an address of this machine: yields (address, posts that came as (path, messages))."""
    came = []

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            sealed = self.rfile.read(int(self.headers["Content-Length"])).split(b"\n")
            came.append((self.path, sealed))
            if self.path.endswith("/messages"):
                return self.answer(200, written(Answer(TAKEN, receipt=receipt_of(partner, sealed[0]))))
            return several(self, sealed)

        def answer(self, status, content):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        transport._pool().clear()
        server.shutdown()
        thread.join()
        server.server_close()


def posted(*about):
    return [send_test(acting_user=an_operator(), to_state="UGA", text="x", about=one) for one in about]


def carried(address):
    return dict(carry_out(claim("UGA"), address, threading.Event()))


def knows(partner):
    def several(door, sealed):
        door.answer(200, written_together([Answer(TAKEN, receipt=receipt_of(partner, one)) for one in sealed]))

    return several


def test_what_is_due_goes_in_one_post_and_each_receipt_is_kept_with_its_message():
    partner = Partner()
    uids = posted(*(f"case {number}" for number in range(5)))
    with an_installation(partner, knows(partner)) as (address, came):
        assert carried(address) == {"delivered": 5}
    assert [(path, len(sealed)) for path, sealed in came] == [("/exchange/v1/batches", 5)]
    for row in OutboxMessage.objects.all():
        receipt = bytes(MessageStage.objects.get(message=row, stage="delivered").receipt)
        assert (row.state, row.attempts, partner_said(partner, receipt, row)) == ("delivered", 1, row.uid)
    told = AuditEntry.objects.filter(action="exchange.delivered").order_by("number")
    assert list(told.values_list("object_id", flat=True)) == uids
    assert verify_log().whole


def partner_said(partner, receipt, row):
    from salwa.services.exchange.receipts import verified_receipt

    said = verified_receipt(receipt, digest=hashlib.sha256(bytes(row.sealed)).hexdigest())
    return said.message_id if said.issuer == partner.keys.state else ""


def test_of_what_tells_of_one_object_only_the_oldest_is_in_a_post():
    partner = Partner()
    first, second, other = posted("case 1", "case 1", "case 2")
    with an_installation(partner, knows(partner)) as (address, came):
        assert [carried(address), carried(address)] == [{"delivered": 2}, {"delivered": 1}]
    order = [[partner.opened(one).message_id for one in sealed] for _, sealed in came]
    assert order == [[first, other], [second]]


STRANGE = {
    "not found": lambda door, sealed: door.answer(404, b"<h1>Not found</h1>"),
    "too large for a proxy": lambda door, sealed: door.answer(413, b"<html>413</html>"),
    "fewer answers": lambda door, sealed: door.answer(200, written(Answer("later")) * (len(sealed) - 1)),
    "no answers": lambda door, sealed: door.answer(200, b"x" * 4096 * len(sealed)),
    "one answer without end": lambda door, sealed: door.answer(200, b"x" * 5_000_000),
}


@pytest.mark.parametrize("how", STRANGE)
def test_who_does_not_take_several_has_them_one_by_one_at_once_and_is_not_asked_again_soon(how):
    partner = Partner()
    posted("a", "b", "c")
    with an_installation(partner, STRANGE[how]) as (address, came):
        assert carried(address) == {"delivered": 3}
        posted("d", "e")
        assert carried(address) == {"delivered": 2}
    assert [path.rsplit("/", 1)[1] for path, _ in came] == ["batches", *["messages"] * 5]


def test_who_is_asked_to_wait_waits_with_all_of_it():
    partner = Partner()
    posted("a", "b")
    with an_installation(partner, lambda door, sealed: door.answer(429, written(Answer("later", "too_many")))) as (
        address,
        came,
    ):
        assert carried(address) == {"put_off": 2}
    assert set(OutboxMessage.objects.values_list("last_code", "attempts")) == {("too_many", 1)}
    assert len(came) == 1


def test_receipts_that_are_exchanged_or_of_another_prove_nothing():
    partner = Partner()
    posted("a", "b", "c")

    def crossed(door, sealed):
        receipts = [receipt_of(partner, one) for one in (sealed[1], sealed[0], sealed[2])]
        door.answer(200, written_together([Answer(TAKEN, receipt=one) for one in receipts]))

    with an_installation(partner, crossed) as (address, _):
        assert carried(address) == {"put_off": 2, "delivered": 1}
    assert list(OutboxMessage.objects.order_by("pk").values_list("state", "last_code")) == [
        ("waiting", "receipt_other_message"), ("waiting", "receipt_other_message"), ("delivered", "")
    ]  # fmt: skip


def test_what_was_not_answered_in_company_goes_alone_the_next_time():
    partner = Partner()
    posted("a", "b", "c")

    def silent(door, sealed):
        door.close_connection = True

    with an_installation(partner, silent) as (address, came):
        assert carried(address) == {"put_off": 3}
        assert set(OutboxMessage.objects.values_list("last_code", flat=True)) == {"no_answer"}
        OutboxMessage.objects.update(next_try_at=timezone.now())
        assert carried(address) == {"delivered": 3}
    assert [path.rsplit("/", 1)[1] for path, _ in came] == ["batches", *["messages"] * 3]


def test_nobody_at_the_address_is_told_apart_from_no_answer():
    Partner()
    posted("a", "b")
    assert carried("http://127.0.0.1:9") == {"put_off": 2}
    assert set(OutboxMessage.objects.values_list("last_code", flat=True)) == {"not_reached"}


def row(length, code=""):
    return OutboxMessage(sealed=b"x" * length, last_code=code)


def test_a_post_holds_no_more_messages_and_bytes_than_are_taken():
    sizes = [[len(one.sealed) for one in group] for group in groups_of([row(700_000) for _ in range(5)])]
    assert sizes == [[700_000, 700_000], [700_000, 700_000], [700_000]]
    assert [len(group) for group in groups_of([row(10) for _ in range(70)])] == [MOST_AT_ONCE, MOST_AT_ONCE, 6]
    assert [len(group) for group in groups_of([row(LARGEST_BODY), row(5), row(5)])] == [1, 2]
    rows = [row(5), row(6, "no_answer"), row(7), row(8, "fault"), row(9, "not_reached")]
    assert [[len(one.sealed) for one in group] for group in groups_of(rows)] == [[5, 7, 9], [6], [8]]
