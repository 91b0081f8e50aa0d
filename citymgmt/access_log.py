"""The access log: a line of JSON for each request, with who asked for what, from where, and how it ended.

No query, body or word is in it, nor what opens an account; the names of the people who work here are what it is for.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import Token, User
from common.addresses import address_of
from common.logs import told_address

log = logging.getLogger("citymgmt.access")
UNTOLD = ("/healthz/", "/metrics")  # asked by machines every few seconds


def access_log(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = get_response(request)
        if not request.path_info.startswith(UNTOLD):
            log.info("%s", json.dumps(_line(request, response, time.monotonic() - began), ensure_ascii=False))
        return response

    return middleware


def _line(request: HttpRequest, response: HttpResponseBase, took: float) -> dict[str, Any]:
    found: dict[str, Any] = {
        "at": timezone.now().isoformat(timespec="milliseconds"), "id": getattr(request, "request_id", ""),
        "address": address_of(request), "person": _person(request), "method": request.method,
        "path": told_address(request.path), "status": response.status_code,
        "ms": round(took * 1000),
    }  # fmt: skip
    token = vars(request).get("auth")
    return found | {"token": token.pk} if isinstance(token, Token) else found


def _person(request: HttpRequest) -> str | None:
    """Who asked, as far as anybody had to know: to look it up for this line would cost two queries."""
    for known in (vars(request).get("_cached_user"), vars(request).get("user")):
        if type(known) is User:  # and not the object that would look it up
            return known.username
    return None
