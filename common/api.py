"""What every API view shares: strict JSON in, JSON out, one shape for errors (application/problem+json)."""

import hashlib
import json
import logging
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from common.outages import refusal_for
from common.refusals import Busy, Refused, TooLarge, TooMany

log = logging.getLogger(__name__)

NO_STORE = {"Cache-Control": "no-store"}


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)


class JSONParser(BaseParser):
    """JSON in UTF-8 and nothing that only looks like it: no NaN, no key twice, no half of a surrogate pair.

    A nest too deep for Python's own parser ends in RecursionError, which is answered like any other nonsense.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            text = _read(stream).decode("utf-8")
        except UnicodeDecodeError as error:
            raise exceptions.ParseError(_("The body is not UTF-8.")) from error
        try:
            data = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique)
            json.dumps(data, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("The body is not valid JSON.")) from error
        return data


def _read(stream: Any) -> bytes:
    """The body up to the limit: DRF hands over the bare stream, past Django's own check of the size."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(_("The body is larger than %(limit)s bytes.") % {"limit": limit})
    return body


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: any refusal as application/problem+json; None lets a real fault through."""
    answer = refusal_of(error)
    if answer is None:
        return None
    code, detail, errors, extra, headers = answer
    request = context.get("request")
    body = problem_body(getattr(request, "_request", request), code, detail, errors, extra)
    return Response(body, status=code, headers=headers, content_type="application/problem+json")


def problem_body(
    request: Any,
    code: int,
    detail: str,
    errors: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": _title(code),
        "status": code,
        "detail": detail,
        "request_id": getattr(request, "request_id", ""),
        "errors": errors or {},
        **(extra or {}),
    }


def problem_page(request: HttpRequest, code: int, detail: str) -> HttpResponse:
    """A problem where no API view was reached: an unknown address, a fault of ours."""
    body = orjson.dumps(problem_body(request, code, detail))
    return HttpResponse(body, status=code, content_type="application/problem+json")


@csrf_exempt  # there is nothing to protect, and a stranger's POST would be answered by the page of an old form
def unknown_address(request: HttpRequest) -> HttpResponse:
    return problem_page(request, 404, _("There is no such address in the API."))


def tagged(request: Request, data: Any) -> Response:
    """An answer with an ETag made of its content; 304 for who has it already."""
    body = orjson.dumps(data, default=str)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language, Authorization, Cookie"}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status=304, headers=headers)
    return Response(data, headers=headers)


class Answer(NamedTuple):
    status: int
    detail: str
    errors: Mapping[str, Any]
    extra: Mapping[str, Any]
    headers: dict[str, str]


def refusal_of(error: Exception) -> Answer | None:
    """What is answered to an error; None for a fault of ours."""
    if no := refusal_for(error):
        log.warning("Not at the moment", exc_info=error)
        error = no
    if isinstance(error, Refused):
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany | Busy) else {}
        return Answer(error.status, error.message, error.errors, error.extra, headers)
    if isinstance(error, exceptions.APIException):
        return _from_drf(error)
    if isinstance(error, DataError | OperationalError):
        log.warning("The database refused", exc_info=error)
    for kind, code, sentence, headers in _KNOWN:
        if isinstance(error, kind):
            return Answer(code, str(sentence), {}, {}, headers)
    return None


_KNOWN: tuple[tuple[type[Exception], int, Any, dict[str, str]], ...] = (
    (Http404, 404, gettext_lazy("There is no such thing, or it is not yours."), {}),
    (PermissionDenied, 403, gettext_lazy("You may not do this."), {}),
    (RequestDataTooBig, 413, gettext_lazy("The body is too large."), {}),
    (SuspiciousOperation, 400, gettext_lazy("The request is malformed."), {}),
    (DataError, 400, gettext_lazy("A value cannot be stored."), {}),  # the net below all checks
    (OperationalError, 503, gettext_lazy("The platform is busy; try again in a moment."), {"Retry-After": "2"}),
)


def _from_drf(error: exceptions.APIException) -> Answer:
    headers: dict[str, str] = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if isinstance(error, exceptions.ValidationError):
        errors = _flatten(error.detail)
        sentences = [sentence for found in errors.values() for sentence in found]
        return Answer(400, " ".join(sentences) or _("The request is malformed."), errors, {}, headers)
    return Answer(error.status_code, str(error.detail), {}, {}, headers)


def _flatten(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as {"field.inner": [sentence]}."""
    if isinstance(detail, Mapping):
        pairs = [(f"{prefix}.{key}" if prefix else str(key), value) for key, value in detail.items()]
        return {name: found for key, value in pairs for name, found in _flatten(value, key).items()}
    if isinstance(detail, list) and all(isinstance(part, str) for part in detail):
        return {prefix or "body": [str(part) for part in detail]}
    if isinstance(detail, list):
        pairs = [(f"{prefix}[{number}]", value) for number, value in enumerate(detail) if value]
        return {name: found for key, value in pairs for name, found in _flatten(value, key).items()}
    return {prefix or "body": [str(detail)]}


def _title(code: int) -> str:
    titles = {
        400: _("Malformed"),
        401: _("Not signed in"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        406: _("Not acceptable"),
        409: _("Conflict"),
        413: _("Too large"),
        415: _("Unsupported kind of content"),
        422: _("Refused"),
        428: _("Version missing"),
        429: _("Too many requests"),
        500: _("A fault of ours"),
        503: _("Busy"),
    }
    return titles.get(code, str(code))
