"""The plans of rounds: when each comes next, and a round made by hand."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import current_user, require_role
from common.form_errors import add_refusal
from common.refusals import Refused
from registry.views.common import can_edit
from rounds.actions import make_round_now
from rounds.forms.rounds import MakeNowForm
from rounds.models import Plan, Round
from rounds.permissions.rounds import READERS, planning_refusal
from rounds.queries.plans import plan_for, plans_of, shown_plan
from rounds.registers import CHECKLISTS, PLANS, SCHEMES


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All plans that hold, each with its next due days and its last round; with `ended` those that have ended too."""
    user, ended = require_role(request, READERS), bool(request.GET.get("ended"))
    context = {
        "rows": plans_of(user, at=timezone.now(), ended=ended), "may": can_edit(user, PLANS.editors),
        "ended": ended, "registers": (SCHEMES, PLANS, CHECKLISTS), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "rounds/plans.html", context)


@login_required
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    require_role(request, READERS)
    return _page(request, plan_for(code))


@login_required
@require_POST
def make_now(request: HttpRequest, code: str) -> HttpResponse:
    """Made and drawn at once; sent twice it is one round."""
    user = current_user(request)
    if no := planning_refusal(user):
        raise no
    found, form = plan_for(code), MakeNowForm(request.POST)
    if form.is_valid():
        try:
            made, __ = make_round_now(order=form.order(found.code), by=user)
        except Refused as no:
            add_refusal(form, no)
        else:
            messages.success(request, _("%(number)s was made, and its places are drawn.") % {"number": made.number})
            seen = Round.objects.visible_to(user).filter(pk=made.pk).exists()  # not where none of it is in their part
            return redirect(made if seen else "rounds:list")
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, of: Plan, form: MakeNowForm | None = None, status: int = 200) -> HttpResponse:
    user, now = current_user(request), timezone.now()
    context = {
        "plan": of, "shown": shown_plan(of, user, at=now), "may": can_edit(user, PLANS.editors), "now": now,
        "form": None if planning_refusal(user) else form or MakeNowForm(initial={"id": uuid4()}),
    }  # fmt: skip
    return render(request, "rounds/plan.html", context, status=status)
