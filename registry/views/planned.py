"""What of the set-up is to change on a day to come, and the button that takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registry.actions import OPEN, drop_planned
from registry.models import PlannedChange
from registry.presenters.changes import to_come
from registry.views.common import EDITORS, back, can_edit, reader


@login_required
@require_safe
def coming(request: HttpRequest) -> HttpResponse:
    """All that waits for its day, and what could not be made."""
    user, plans = reader(request), PlannedChange.objects.all()
    found, number = to_come(plans), plans.filter(state__in=OPEN).count()
    context = {"coming": found, "may": can_edit(user), "hidden": number - len(found)}
    return render(request, "registry/planned.html", context)


@login_required
@require_POST
def planned_drop(request: HttpRequest, planned_id: int) -> HttpResponse:
    """One, or (with `all`) whatever is open of those that were planned with it."""
    dropped = drop_planned(planned_id=planned_id, with_its_batch="all" in request.POST, by=reader(request, EDITORS))
    words = _("“%(label)s” will not change on %(day)s.") % {"label": dropped[0].label, "day": dropped[0].on}
    if len(dropped) > 1:
        words = _("%(n)s planned changes were taken back.") % {"n": len(dropped)}
    messages.success(request, words)
    return back(request, reverse("registry:coming"))
