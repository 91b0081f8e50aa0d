"""What of the set-up is to change on a day to come: the button that takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import drop_planned
from cities.views.frame import KEEPERS, back, reader


@login_required
@require_POST
def planned_drop(request: HttpRequest, planned_id: int) -> HttpResponse:
    planned = drop_planned(planned_id=planned_id, by=reader(request, KEEPERS))
    words = _("“%(label)s” will not change on %(day)s.") % {"label": planned.label, "day": planned.on}
    messages.success(request, words)
    return back(request, reverse("cities:catalogue"))
