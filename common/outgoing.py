"""One POST to somebody else's server: bounded, signed by the caller, never where an inside service could be reached.

An address that a person typed is looked up once; every answer must be a public one, and the connection goes to that
very address, so that a name which changes its answer meanwhile gains nothing. Redirects are not followed.
"""

import hashlib
import hmac
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CONNECT_WITHIN = 3.0  # seconds
DONE_WITHIN = 8.0  # seconds for the whole exchange, however slowly the other side drips
MOST_READ = 64 * 1024  # bytes of an answer
PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[\x21-\x7e]+")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")  # of a host: no label is empty
_OLD_FORM = ipaddress.IPv6Network("::/96")  # ::127.0.0.1, "IPv4-compatible"
# NAT64 and its like lead on to the IPv4 address at the end (RFC 6052, RFC 2765).
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::ffff:0:0:0/96"))
# What Python takes for public and no provider routes: site-local addresses (RFC 3879), NAT64 within a network (RFC
# 8215; the IPv4 address stands anywhere in it), segment routing (RFC 9602), documents (RFC 9637).
_NOWHERE = tuple(map(ipaddress.IPv6Network, ("fec0::/10", "64:ff9b:1::/48", "5f00::/16", "3fff::/20")))


class Unreachable(Exception):  # noqa: N818 - raised as a sentence: "unreachable: …"
    """The message could not be handed over; the sentence names no secret and no more of the address than its host."""


class NotTaken(Exception):  # noqa: N818 - raised as a sentence: "not taken: …"
    """A receiver answered, and not with yes."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Hand `body` over and return what was answered, whatever its status.

    Raises ValueError (an address that may not be used), Unreachable (no connection, no answer in time).
    """
    parts = checked(url)
    host = str(parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _deadline(_connected(parts)) as connection:
            connection.request("POST", path, body, {"User-Agent": "citymgmt", "Connection": "close", **headers})
            response = connection.getresponse()
            answer = Answer(response.status, response.read(MOST_READ))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_("%(host)s did not answer: %(why)s") % {"host": host, "why": _reason(error)}) from error
    return answer


def _reason(error: Exception) -> str:
    """What is known of a failed connection in words; else what the system calls it, for whoever looks after servers."""
    words = (
        (socket.gaierror, _("no server is known by this name")),
        (TimeoutError, _("it took too long")),
        (ConnectionRefusedError, _("nothing listens there")),
        (ssl.SSLCertVerificationError, _("its certificate is not to be trusted")),
        (http.client.HTTPException, _("what it says is not HTTP")),
    )
    return next((said for kind, said in words if isinstance(error, kind)), type(error).__name__)


def sign(secret: str, *, timestamp: str, key: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) of "timestamp.key.body", in hex."""
    return hmac.new(secret.encode(), f"{timestamp}.{key}.".encode() + body, hashlib.sha256).hexdigest()


def signed(key: str, body: bytes, secret: str, *, at: datetime) -> dict[str, str]:
    """The headers by which a receiver knows who sent a body, and when; without a secret they prove nothing."""
    timestamp = str(int(at.timestamp()))
    headers = {"X-Citymgmt-Id": key, "X-Citymgmt-Timestamp": timestamp}
    if secret:
        headers["X-Citymgmt-Signature"] = f"sha256={sign(secret, timestamp=timestamp, key=key, body=body)}"
    return headers


def checked(url: str) -> SplitResult:
    """The parts of an address that may be posted to; ValueError with a sentence where it may not."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(_("This is no web address.")) from error
    host = parts.hostname or ""
    if not _PLAIN.fullmatch(url) or parts.scheme not in PORTS or not host or "\\" in url or parts.fragment:
        raise ValueError(_("A web address begins with https:// or http:// and has no spaces or special characters."))
    if parts.username is not None or parts.password is not None:
        raise ValueError(_("A web address must not contain a user name or a password."))
    if port is not None and port < 1024 and port not in PORTS.values():
        raise ValueError(_("This port belongs to another service than the web."))
    if (":" not in host and not _NAME.fullmatch(host)) or "%" in host:
        raise ValueError(_("This is no web address."))
    for address in _literal(host.rstrip(".")):
        _refuse_private(address)
    return parts


def _literal(host: str) -> list[str]:
    """The address that a host spells out, in any of the spellings that systems understand; none for a name."""
    if host.rstrip(".").lower() == "localhost" or host.lower().rstrip(".").endswith(".localhost"):
        return ["127.0.0.1"]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]


def _refuse_private(address: str) -> None:
    if not settings.OUTGOING_MAY_STAY_INSIDE and not _is_public(address):
        raise ValueError(
            _("%(address)s lies inside the own network. The setting OUTGOING_MAY_STAY_INSIDE allows it.")
            % {"address": address}
        )


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if any(ip in network for network in _NOWHERE):
            return False
        if any(ip in network for network in (_OLD_FORM, *_TRANSLATED)):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _connected(parts: SplitResult) -> http.client.HTTPConnection:
    """A connection to the checked address itself; TLS still proves the name."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    addresses = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in addresses:
        _refuse_private(address)
    plain = socket.create_connection((addresses[0], port), timeout=CONNECT_WITHIN)
    connection = http.client.HTTPConnection(host, port)
    try:
        secure = parts.scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except BaseException:
        plain.close()
        raise
    return connection


@contextmanager
def _deadline(connection: http.client.HTTPConnection) -> Iterator[http.client.HTTPConnection]:
    """A timeout of the socket counts from byte to byte; this one counts the whole."""
    sock, late = connection.sock, threading.Event()
    watch = threading.Timer(DONE_WITHIN, _hang_up, [sock, late])
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError  # what was read until then may look like an answer


def _hang_up(sock: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # closed meanwhile
        return
