"""The shipped proxy, as it stands: TLS, slow clients hold up nobody, a stranger's headers count for nothing."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack import processes, stack
from tests.services import ROOT, Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""
SLOW = 30  # clients, of a site with one worker


def free_port() -> int:
    """Of the system's choice: several of these tests may run at once."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def certificate(folder: Path) -> None:
    folder.mkdir()
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
        "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def settled(folder: Path, *, web: str) -> tuple[int, int]:
    """The shipped folder with what differs from place to place: the ports, for plain and for TLS."""
    shutil.copytree(ROOT / "deploy" / "nginx", folder)
    plain, tls = free_port(), free_port()
    where = folder / "where"
    (where / "upstream.conf").write_text((where / "upstream.conf").read_text().replace("web:8000", web))
    (where / "plain.conf").write_text((where / "plain.conf").read_text().replace("80", f"127.0.0.1:{plain}"))
    (where / "tls.conf").write_text((where / "tls.conf").read_text().replace("listen 443", f"listen 127.0.0.1:{tls}"))
    certificate(folder / "tls")
    return plain, tls


@pytest.fixture
def proxy(around: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    if not NGINX:
        pytest.skip("nginx is not installed")
    monkeypatch.setattr(stack, "free_port", free_port)
    monkeypatch.setenv("BEHIND_PROXY", "1")
    monkeypatch.setenv("ALLOWED_HOSTS", "127.0.0.1 localhost")
    folder = tmp_path / "nginx"
    ports = settled(folder, web=around.web())
    command = [
        NGINX,
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-g",
        f"daemon off; user root; pid {tmp_path}/nginx.pid;",
    ]
    process = processes.start(command, log=tmp_path / "nginx.log")
    try:
        wait_until(lambda: answers(ports[1]), seconds=20, what="nginx")
        yield ports
    finally:
        processes.stop(process)


def connected(port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))


def asked(port: int, path: str, *headers: str) -> str:
    with connected(port) as line:
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
        line.sendall("\r\n".join(lines).encode())
        answer = b""
        while part := line.recv(65_536):
            answer += part
    return answer.decode(errors="replace")


def answers(port: int) -> bool:
    try:
        return "200" in asked(port, "/healthz/live").partition("\r\n")[0]
    except OSError:
        return False


def test_as_many_slow_clients_as_one_likes_and_the_site_answers(proxy: tuple[int, int]) -> None:
    __, port = proxy
    slow = [connected(port) for _n in range(SLOW)]
    try:
        for line in slow:  # a form of which one byte comes and then nothing
            line.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na")
        time.sleep(0.5)
        for _n in range(5):
            began = time.monotonic()
            assert "200" in asked(port, "/sign-in/").partition("\r\n")[0]
            assert time.monotonic() - began < 5
    finally:
        for line in slow:
            line.close()


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
    log = tmp_path / "nginx.log"
    wait_until(lambda: "/welcome/" in log.read_text(), seconds=5, what="the line of the log")
    assert "/cases/" in log.read_text()
    assert "secret-" not in log.read_text()


def test_while_the_web_is_away_there_are_words_and_503(proxy: tuple[int, int], around: Cast) -> None:
    __, port = proxy
    around.ends.close()  # the web ends, and whatever else was started beside it
    answer = asked(port, "/cases/")
    assert answer.startswith("HTTP/1.1 503")
    assert "Retry-After: 5" in answer
    assert "稍后" in answer
