"""The doors of the wall: its page, what it asks for each half minute, and where a screen shows its key."""

import hashlib

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import require_role
from dashboards.queries.board import Board, board
from dashboards.wall.pages import pages
from dashboards.wall.viewer import keep_key, screen_token, viewer_of
from evaluations.actions import follow
from evaluations.queries.weeks import READERS

NOT_KEPT = {"Cache-Control": "private, no-store"}


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The whole page with its first numbers, so that it shows something before any script runs."""
    if viewer_of(request) is None:
        return redirect_to_login(request.get_full_path())
    return _drawn(request, "dashboards/wall.html")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The four pages anew; 401 without a page where the sign-in of the screen is over: it says so itself."""
    if viewer_of(request) is None:
        return HttpResponse(status=401, headers=NOT_KEPT)
    return _drawn(request, "dashboards/wall_pages.html")


def _drawn(request: HttpRequest, template: str) -> HttpResponse:
    user = require_role(request, READERS)
    with translation.override(_language(request, user)):
        found = board(user, at=timezone.now(), behind=follow().behind)
        context = pages(found) | {"stamp": _stamp(found)}
        return _unkept(render(request, template, context))


def _unkept(response: HttpResponse) -> HttpResponse:
    """Also of a screen with a key: the layer that sees to it knows sessions only."""
    response["Cache-Control"] = NOT_KEPT["Cache-Control"]
    return response


def _language(request: HttpRequest, user: User) -> str:
    """Of a session the middleware has chosen it; a screen with a key speaks the language of its person."""
    return translation.get_language() or user.language if request.session.get("_auth_user_id") else user.language


def _stamp(found: Board) -> str:
    """Changes with what the page brought beside the numbers: outlines of areas, styles, scripts. Then it is loaded
    anew."""
    outlines = "".join(f"{each.area}{each.path}" for each in found.drawing.areas)
    files = (static("css/wall.css"), static("js/app/wall.js"))  # named by what is in them, where the city works
    return hashlib.sha256(f"{files} {outlines}".encode()).hexdigest()[:16]


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Where a screen begins: its script hands in the key behind the `#` of the address."""
    if request.method != "POST":
        return _unkept(render(request, "dashboards/wall_enter.html"))
    key = request.POST.get("key", "").strip()
    token = screen_token(key)
    if token is None:
        sentence = _("This key opens no wall: it is unknown, ended, or made for something else.")
        return JsonResponse({"detail": sentence}, status=400, headers=NOT_KEPT)
    response = HttpResponse(status=204, headers=NOT_KEPT)
    keep_key(response, key, token)
    return response
