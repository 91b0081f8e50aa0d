"""Seven small layers of ours: each request has an id and an address that can be, each session its end, each person
their language, each "no" its page, each form that was taken its sign, and no cache keeps what is somebody's own."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from accounts import sessions
from accounts.entering import RENEW
from citymgmt.views import away
from common.api import problem_page, unknown_address
from common.outages import refusal_for
from common.refusals import Away, Refused, again
from common.way_back import came_from
from registry.queries import city_language

Answer = Callable[[HttpRequest], HttpResponseBase]
WHILE_RENEWING = ("/password/", "/sign-out/", "/preferences/", "/i18n/")
FOR_PROGRAMS = ("/api/", "/healthz/", "/metrics")
TAKEN_SECONDS = 600
SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def request_id(get_response: Answer) -> Answer:
    """Give each request an id that logs, error pages and the answer share; a proxy's own id is kept if it is sane."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def addresses(get_response: Answer) -> Answer:
    """Nothing is at an address with a NUL in it: PostgreSQL refuses to look for one, which would be a fault."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\0" not in request.path_info:
            return get_response(request)
        if request.path_info.startswith("/api/"):
            return unknown_address(request)
        raise Http404

    return middleware


def activity(get_response: Answer) -> Answer:
    """Note that a session is used, or end one that nobody used for too long. Without a cookie nobody is asked for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            sessions.use(request)
            if RENEW in request.session and not request.path_info.startswith(WHILE_RENEWING):
                return _renew(request)
        return get_response(request)

    return middleware


def _renew(request: HttpRequest) -> HttpResponseBase:
    """Nothing else until the password is changed (`PASSWORD_DAYS`)."""
    if request.path_info.startswith("/api/"):
        return problem_page(request, 403, translation.gettext("The password is too old. Choose another one first."))
    return redirect("accounts:password")


def preferences(get_response: Answer) -> Answer:
    """Speak the signed-in person's language, unless this browser was switched to another; to others, the city's.

    Without a session cookie nobody is signed in here. Programs say what they speak by Accept-Language, and a query for
    each of their requests would cost too much.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        switched = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES)
        if switched:
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _speak(request, request.user.language)
        elif not request.path_info.startswith(FOR_PROGRAMS):
            _speak(request, _city_language())
        return get_response(request)

    return middleware


def _speak(request: HttpRequest, language: str) -> None:
    """Nothing changes where no language is said."""
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


def _city_language() -> str:
    """A page that says what is wrong with the database must not need it."""
    try:
        return city_language()
    except DatabaseError:
        return ""


def taken(get_response: Answer) -> Answer:
    """Tell the page which form was taken, so that it forgets what it kept of it (static/js/app/drafts.js).

    A form that came when the session was over leads to the sign-in page, and from there back to where it stood: its own
    address may be one that nobody can open.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "POST" or request.path_info.startswith("/api/") or response.status_code >= 400:
            return response
        if _is_for_who_signs_in(request, response):
            response["Location"] = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': came_from(request, '/')})}"
        else:
            response.set_cookie(
                "taken", quote(request.path, safe=""), max_age=TAKEN_SECONDS, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response

    return middleware


def _is_for_who_signs_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it leads to the sign-in page and from there back to this address; who signs out is led there only."""
    page, __, query = response.get("Location", "").partition("?")
    return page == reverse(settings.LOGIN_URL) and QueryDict(query).get("next") == request.get_full_path()


def unkept(get_response: Answer) -> Answer:
    """What is answered to somebody signed in stays in no cache, for a computer may be shared; what says itself how it
    may be kept (a photo, a layer of the map) is left as it is."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if known and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def refusals(get_response: Answer) -> Answer:
    """Turn a refusal raised anywhere below a page into an answer for people."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    # Views' exceptions become responses before an outer layer could catch them; this hook is asked first.
    middleware.process_exception = refused  # type: ignore[attr-defined]
    return middleware


def refused(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The page of a refusal; for htmx a note in the corner, so that what was typed stays on the page."""
    exception = refusal_for(exception) or exception
    if not isinstance(exception, Refused):
        return None
    if isinstance(exception, Away):
        return away(request, exception)
    headers = again(exception, request.method or "")
    context = {
        "text": exception.message, "tone": "bad", "status": exception.status, "errors": exception.errors,
        "asks_again": "Refresh" in headers, "only_asked": request.method in ("GET", "HEAD"),
    }  # fmt: skip
    if getattr(request, "htmx", False):
        headers |= {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
        response = render(request, "components/toast.html", context, status=exception.status)
    else:
        response = render(request, "refused.html", context, status=exception.status)
    for name, value in headers.items():
        response[name] = value
    return response
