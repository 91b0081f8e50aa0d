"""What cases know of a place: a fragment on the page of its file."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.models import Case
from cases.workflow import REPORTERS
from places.models import Place
from places.queries import place_for

DAYS = timedelta(days=90)  # in which the cases around a place are counted
MOST = 30  # cases on the timeline of a place; the list has all of them


@login_required
@require_safe
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """The cases of a place that this person may see on one timeline, the newest first, and how often it came again."""
    user, place, now = current_user(request), place_for(current_user(request), code), timezone.now()
    seen = Case.objects.visible_to(user).filter(place=place)
    rows = seen.select_related("category", "condition", "department").order_by("-reported_at")[:MOST]
    context = {
        "place": place, "rows": [(case, case.lamp(at=now)) for case in rows], "now": now, "most": MOST,
        "around": _around(user, place, now), "days": DAYS.days,
        "numbers": seen.order_by().aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_open=True))),
        "may_report": user.role in REPORTERS,
    }  # fmt: skip
    return render(request, "cases/of_place.html", context)


def _around(user: User, place: Place, now: datetime) -> tuple[int, str]:
    """How many cases were reported in and around it lately, whatever place they name, and the address of their list.

    So a hot spot (高发点位) is a place with a name whose cases are counted.
    """
    since = now - DAYS
    number = Case.objects.visible_to(user).around(place).filter(reported_at__gte=since).count()
    question = {"all": "1", "around": place.code, "reported_after": since.isoformat()}
    return number, f"{reverse('cases:list')}?{urlencode(question)}"
