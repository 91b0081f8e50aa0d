"""From which address a request came: the client's own, behind as many proxies as the city runs and no more."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from ipware import get_client_ip


def address_of(request: HttpRequest) -> str | None:
    """The address of the client, None where there is none (a socket).

    `TRUSTED_PROXIES` of our own stand before us, each of which adds whom it heard to X-Forwarded-For. Counted from the
    right: what a client writes there itself stands further left and is not believed. A shorter header than that is no
    word of our proxies, and the address is that of the connection.
    """
    if settings.TRUSTED_PROXIES:
        found, __ = get_client_ip(
            request,
            proxy_count=settings.TRUSTED_PROXIES - 1,  # ipware counts those that stand in the header
            request_header_order=["HTTP_X_FORWARDED_FOR"],
            strict=False,
        )
        if found is not None:
            return found
    return _valid(request.META.get("REMOTE_ADDR", ""))


def _valid(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return None


def neighbourhood(address: str | None) -> str:
    """What counts as one place: an address of IPv4, the /64 of IPv6 that a provider gives to one connection."""
    if not address:
        return "local"
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)
