"""Pages of the switchboard itself: the style guide and the answer to our own faults."""

from django.conf import settings
from django.contrib.auth.decorators import login_required, user_passes_test
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext

from citymgmt.samples import samples

@login_required
@user_passes_test(lambda user: user.is_staff)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in all its states. Look here first when something new is to be drawn."""
    return render(request, "styleguide.html", samples(request.GET, now=timezone.now()))


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of our own fault. No context processors: they might be what failed."""
    name = settings.CITY_NAME or gettext("City management")
    context = {"request_id": getattr(request, "request_id", ""), "city_name": name}
    return HttpResponseServerError(loader.render_to_string("500.html", context))
