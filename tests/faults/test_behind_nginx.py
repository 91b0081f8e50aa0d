"""The shipped proxy, as it stands: TLS, slow clients hold up nobody, a stranger's headers count for nothing."""

import socket
import time
from pathlib import Path

import pytest

from tests.faults.nginx import asked, connected
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
SLOW = 30  # clients, of a site with one worker
READERS, GREAT = 8, 12_000_000


def test_as_many_slow_clients_as_one_likes_and_the_site_answers(proxy: tuple[int, int]) -> None:
    __, port = proxy
    slow = [connected(port) for _n in range(SLOW)]
    try:
        for line in slow:  # a form of which one byte comes and then nothing
            line.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na")
        time.sleep(0.5)
        for _n in range(5):
            assert_answers(port)
    finally:
        for line in slow:
            line.close()


@pytest.fixture
def great_file(around: Cast, tmp_path: Path) -> str:
    """The address of a file that no buffer of the system's holds for eight clients."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static/great.bin").write_bytes(b"x" * GREAT)
    around.given["STATIC_ROOT"] = str(tmp_path / "static")
    return "/static/great.bin"


def test_as_many_that_read_nothing_as_one_likes_and_the_site_answers(
    great_file: str, proxy: tuple[int, int]
) -> None:  # fmt: skip
    """Each asks for a great file and takes none of it: the proxy takes it off the web and keeps it for them."""
    __, port = proxy
    slow = [connected(port, takes=4096) for _n in range(READERS)]
    try:
        for line in slow:
            line.sendall(f"GET {great_file} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(0.5)
        for _n in range(5):
            assert_answers(port)
        assert {line.recv(15) for line in slow} == {b"HTTP/1.1 200 OK"}
    finally:
        for line in slow:
            line.close()


def assert_answers(port: int) -> None:
    began = time.monotonic()
    assert "200" in asked(port, "/sign-in/").partition("\r\n")[0]
    assert time.monotonic() - began < 5


def test_plain_http_leads_to_tls_and_cookies_stay_with_tls(proxy: tuple[int, int]) -> None:
    plain, tls = proxy
    with socket.create_connection(("127.0.0.1", plain), timeout=10) as line:
        line.sendall(b"GET /cases/?q=a HTTP/1.0\r\nHost: city.example\r\n\r\n")
        answer = line.recv(65_536).decode()
    assert answer.startswith("HTTP/1.1 301")
    assert "Location: https://city.example/cases/?q=a" in answer
    assert "/sign-in/" in asked(tls, "/sign-in/")


def test_its_log_has_neither_what_is_looked_for_nor_what_opens_an_account(
    proxy: tuple[int, int], tmp_path: Path
) -> None:
    __, port = proxy
    asked(port, "/cases/?q=secret-name")
    asked(port, "/welcome/MQ/secret-token/")
    log = tmp_path / "nginx/nginx.log"
    wait_until(lambda: "/welcome/" in log.read_text(), seconds=20, what="the line of the log")
    assert "/cases/" in log.read_text()
    assert "secret-" not in log.read_text()


def test_while_the_web_is_away_there_are_words_and_503(proxy: tuple[int, int], around: Cast) -> None:
    __, port = proxy
    around.ends.close()  # the web ends, and whatever else was started beside it
    answer = asked(port, "/cases/")
    assert answer.startswith("HTTP/1.1 503")
    assert "Retry-After: 5" in answer
    assert "稍后" in answer
