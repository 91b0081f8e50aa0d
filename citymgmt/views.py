"""Pages of the switchboard itself: the first door, the style guide and the answer to our own faults."""

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.models import User
from citymgmt.navigation import start_of
from citymgmt.samples import samples
from common.api import problem_page
from common.outages import refusal_for
from common.refusals import Forbidden, Refused, again


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To where this person's work begins."""
    start = start_of(request)
    return redirect(start) if start else render(request, "home.html")


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in all its states. Look here first when something new is to be drawn."""
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise Forbidden(gettext("The style guide is for the staff who run this system."))
    return render(request, "styleguide.html", samples(request.GET, now=timezone.now()))


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of our own fault. No context processors: they might be what failed.

    Sessions and languages are asked for before any view: an error of theirs that passes comes here too.
    """
    error = sys.exc_info()[1]
    no = refusal_for(error) if error is not None else None
    if no is not None:
        return away(request, no)
    if request.path.startswith("/api/"):
        return problem_page(request, 500, gettext("Something went wrong here. It was written down; please try again."))
    return HttpResponseServerError(_page(request, "500.html"))


def away(request: HttpRequest, no: Refused) -> HttpResponse:
    """What cannot be done for a moment, with words that need no database; for htmx a note in the corner."""
    if request.path.startswith("/api/"):
        answer = problem_page(request, no.status, no.message)
    elif request.headers.get("HX-Request"):
        said = loader.render_to_string("components/toast.html", {"text": no.message, "tone": "bad"})
        headers = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
        answer = HttpResponse(said, status=no.status, headers=headers)
    else:
        answer = HttpResponse(_page(request, "away.html", text=no.message, status=no.status), status=no.status)
    answer["Retry-After"] = "60"
    for name, value in again(no, request.method or "").items():
        answer[name] = value
    return answer


def _page(request: HttpRequest, template: str, **more: Any) -> str:
    name = settings.CITY_NAME or gettext("City management")
    return loader.render_to_string(
        template, {"request_id": getattr(request, "request_id", ""), "city_name": name, **more}
    )
