"""What cases know of a place: a fragment on the page of its file."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import current_user
from cases.models import Case
from cases.workflow import REPORTERS
from places.queries import place_for

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
        "numbers": seen.order_by().aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_open=True))),
        "may_report": user.role in REPORTERS,
    }  # fmt: skip
    return render(request, "cases/of_place.html", context)
