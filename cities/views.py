"""The page of the city's set-up: what is there, what is missing, where to go."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from cities.checklist import Weight, checklist
from common.refusals import Forbidden
from grids.models import CityVersion

READERS = (Role.SHIFT_LEADER, Role.ADMINISTRATOR)


@login_required
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    if user.role not in READERS:
        who = _(", ").join(str(role.label) for role in READERS)
        raise Forbidden(_("This page is for: %(who)s.") % {"who": who})
    items = checklist(timezone.localdate())
    context = {
        "items": items,
        "done": sum(item.weight is None for item in items),
        "stops": sum(item.weight == Weight.STOPS for item in items),
        "version": CityVersion.objects.order_by("-number").first(),
    }
    return render(request, "cities/setup.html", context)
