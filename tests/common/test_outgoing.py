"""One POST to somebody else's server: where it may go, how long it may take, and that it follows nobody."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from common import outgoing
from tests.receiver import Receiver, free_port, receiver

INSIDE = [
    "http://127.0.0.1/x", "http://[::1]/", "http://0/", "http://0x7f000001/", "http://2130706433/", "http://127.1/",
    "http://localhost./", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/",
    "http://192.168.0.1/", "http://[fd00::1]/", "http://100.64.0.1/", "http://[2002:7f00:1::]/", "http://224.0.0.1/",
    "http://127.0.0.1./", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[::ffff:0:127.0.0.1]/",
    "http://[fec0::1]/", "http://[64:ff9b:1::7f00:1]/", "http://[5f00::1]/", "http://[3fff::1]/",
]  # fmt: skip
NONSENSE = [
    "", "x", "ftp://example.org/", "file:///etc/passwd", "https://user:pass@example.org/", "https://example.org:22/",
    "https://example.org#@evil", "https://example.org\\@evil/", "https://ⓛocalhost/", "https://example.org/\r\nX: y",
    "https://example.org:99999/", "https://[::1", "https:///path",
    "http://[fe80::1%25eth0]/", "http://a..b/", "http://.example.org/", "http://-a.example/", "http://a%2e.example/",
]  # fmt: skip


@pytest.fixture
def server(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_MAY_STAY_INSIDE = True
    with receiver() as heard:
        yield heard


@pytest.mark.parametrize("url", INSIDE)
def test_no_spelling_of_an_inside_address_is_posted_to(url: str) -> None:
    with pytest.raises(ValueError, match="OUTGOING_MAY_STAY_INSIDE"):
        outgoing.post(url, body=b"", headers={})


@pytest.mark.parametrize("url", NONSENSE)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        outgoing.checked(url)


@pytest.mark.parametrize("url", ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "https://8.8.8.8:8443/a"])
def test_public_addresses_pass(url: str) -> None:
    assert outgoing.checked(url).scheme == "https"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "x"), "no server is known by this name"), (TimeoutError(), "it took too long"),
        (ConnectionRefusedError(), "nothing listens there"), (http.client.BadStatusLine("x"), "is not HTTP"),
        (ssl.SSLCertVerificationError(), "not to be trusted"), (OSError(), "OSError"),
    ],
)  # fmt: skip
def test_why_a_server_did_not_answer_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def failing(*_said: Any) -> Any:
        raise error

    monkeypatch.setattr(outgoing, "_connected", failing)
    with pytest.raises(outgoing.Unreachable, match=rf"hooks\.example\.org did not answer: .*{words}"):
        outgoing.post("https://hooks.example.org/in", body=b"", headers={})


def test_a_name_with_one_inside_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, *args: Any, flags: int = 0, **rest: Any) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        return [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(ValueError, match=r"10\.0\.0\.1"):
        outgoing.post("http://example.org/", body=b"", headers={})


def test_body_headers_and_query_arrive(server: Receiver) -> None:
    answer = outgoing.post(f"{server.url}?key=1", body=b"{}", headers={"X-Test": "yes"})
    (came,) = server.received
    assert (answer.status, came.path, came.body, came.headers["X-Test"]) == (200, "/in?key=1", b"{}", "yes")


def test_a_redirect_is_an_answer_and_not_followed(server: Receiver) -> None:
    server.will_answer(302, Location=server.url)
    assert outgoing.post(server.url, body=b"", headers={}).status == 302
    assert len(server.received) == 1


def test_a_long_answer_is_cut(server: Receiver) -> None:
    server.will_answer(200, b"x" * 1_000_000)
    assert len(outgoing.post(server.url, body=b"", headers={}).body) == outgoing.MOST_READ


def test_nobody_at_the_door_is_said_without_the_address(settings: Any) -> None:
    settings.OUTGOING_MAY_STAY_INSIDE = True
    with pytest.raises(outgoing.Unreachable) as caught:
        outgoing.post(f"http://127.0.0.1:{free_port()}/key-secret", body=b"", headers={})
    assert "key-secret" not in str(caught.value)


def test_who_drips_is_hung_up_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the whole never does."""
    settings.OUTGOING_MAY_STAY_INSIDE = True
    monkeypatch.setattr(outgoing, "DONE_WITHIN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_drip, args=(listening,))
        thread.start()
        began = time.monotonic()
        with pytest.raises(outgoing.Unreachable):
            outgoing.post(f"http://127.0.0.1:{listening.getsockname()[1]}/", body=b"", headers={})
        assert time.monotonic() - began < 3
        thread.join()


def _drip(listening: socket.socket) -> None:
    caller, __ = listening.accept()
    with caller:
        try:
            caller.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while True:
                caller.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            return
