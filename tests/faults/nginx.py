"""The shipped proxy as it stands, before a web of the test's own."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devstack import processes
from tests.receiver import free_port
from tests.services import ROOT, wait_until

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""


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


def trusting() -> ssl.SSLContext:
    """The certificate is of the test's own making."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def before(web: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The ports, for plain and for TLS, of a proxy before the web at this address, in a new folder."""
    if not NGINX:
        pytest.skip("nginx is not installed")
    ports = settled(folder, web=web)
    options = f"daemon off; user root; pid {folder}/nginx.pid;"
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", options]
    process = processes.start(command, log=folder / "nginx.log")
    try:
        wait_until(lambda: answers(ports[1]), seconds=20, what="nginx")
        yield ports
    finally:
        processes.stop(process)


def connected(port: int, *, takes: int = 0) -> ssl.SSLSocket:
    """`takes` is how many bytes wait for a client that reads nothing; 0: as many as the system has room for."""
    with ExitStack() as failing:
        line = failing.enter_context(socket.socket())
        if takes:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        line.settimeout(10)
        line.connect(("127.0.0.1", port))
        found = trusting().wrap_socket(line)
        failing.pop_all()
    return found


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
