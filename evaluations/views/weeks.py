"""A week that was told by letter, as its page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import require_role
from evaluations.actions import follow
from evaluations.letters.week import WeekLetter
from evaluations.models import ToldWeek
from evaluations.queries.weeks import READERS


@login_required
@require_safe
def week(request: HttpRequest, week_id: int) -> HttpResponse:
    """The letter of a week as this person is told of it; for a head without a unit there is none."""
    user = require_role(request, READERS)
    told = get_object_or_404(ToldWeek, pk=week_id)
    follow()
    letter = WeekLetter(user, told.monday)
    if letter.part is None:
        raise Http404
    return render(request, "evaluations/week.html", {"letter": letter, "told": told})
