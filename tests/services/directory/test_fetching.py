"""Fetching an edition from an address: what a server may answer with, and what is made of it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from salwa.domain.refusals import Refusal
from salwa.services.directory.fetching import fetched
from salwa.services.directory.signing import LARGEST_SIGNED

pytestmark = pytest.mark.one_engine
ANSWERS = {
    "/good/directory/edition.jws": (200, b"a.b.c", {}),
    "/moved/directory/edition.jws": (302, b"", {"Location": "/good/directory/edition.jws"}),
    "/gone/directory/edition.jws": (404, b"", {}),
    "/large/directory/edition.jws": (200, b"a" * (LARGEST_SIGNED + 1), {}),
}


class Secretariat(BaseHTTPRequestHandler):
    def do_GET(self):
        status, content, headers = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Secretariat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_the_signed_edition_is_fetched_from_the_place_where_secretariats_have_it(address):
    assert fetched(f"{address}/good/") == b"a.b.c"
    assert fetched(f"{address}/good/directory/edition.jws") == b"a.b.c"


@pytest.mark.parametrize("place", ["moved", "gone", "large"])
def test_other_answers_are_refused_and_no_redirection_is_followed(address, place):
    with pytest.raises(Refusal) as refused:
        fetched(f"{address}/{place}")
    assert refused.value.code == "not_fetched"


def test_an_address_where_nobody_answers_is_refused():
    with pytest.raises(Refusal) as refused:
        fetched("http://127.0.0.1:9")
    assert refused.value.code == "not_fetched"
