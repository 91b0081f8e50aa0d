"""What stands where a case is: what the desk looks at before it files."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import current_user
from cases.actions import note_look
from cases.queries import case_for
from common.refusals import Forbidden
from places.presenters import said_of
from places.queries import here as stands_at

NOTHING = 204


@login_required
@require_safe
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Places and permits at its point, and what zones said of its class when it was seen; nothing (204) where there is
    none."""
    user = current_user(request)
    if not user.sits_at_desk:
        raise Forbidden(_("What stands at a case is shown to the desk."))
    case = case_for(user, number=number)
    note_look(case=case, part=True, by=user)
    if case.location is None:
        return HttpResponse(status=NOTHING)
    stands = stands_at(case.location.x, case.location.y, category=case.category.code, at=case.occurred_at)
    if not (stands.places or stands.zones or stands.permits):
        return HttpResponse(status=NOTHING)
    return render(request, "cases/stands_here.html", {"case": case, "here": stands, "said": said_of(stands)})
