"""Pages of the switchboard itself: the first door, the style guide and the answer to our own faults."""

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
from common.refusals import Forbidden


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
    """The page of our own fault. No context processors: they might be what failed."""
    if request.path.startswith("/api/"):
        return problem_page(request, 500, gettext("Something went wrong here. It was written down; please try again."))
    name = settings.CITY_NAME or gettext("City management")
    context = {"request_id": getattr(request, "request_id", ""), "city_name": name}
    return HttpResponseServerError(loader.render_to_string("500.html", context))
