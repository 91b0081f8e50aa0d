"""The desk's pools: what waits, the oldest first, one case open, the next one by itself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import DESK, OVERSIGHT, Role
from cases.actions import note_look
from cases.models import Case
from cases.presenters.case import context_of
from cases.queries import OUTLINES, RELATED, case_for
from cases.workflow import LOOKED_AT, REPORTERS, STAGE_OF, State
from catalogue.choices import Stage
from common.refusals import Forbidden, Missing

SIZE = 50
POOLS: dict[Stage, tuple[State, ...]] = {
    stage: tuple(state for state, its in STAGE_OF.items() if its == stage)
    for stage in (Stage.ACCEPT, Stage.VERIFY, Stage.FILE, Stage.DISPATCH, Stage.CHECK, Stage.CLOSE)
}
FIRST = {Role.ACCEPTOR: Stage.ACCEPT, Role.SHIFT_LEADER: Stage.FILE, Role.DISPATCHER: Stage.DISPATCH}


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The pool in which this person's work lies."""
    return redirect("cases:desk", pool=FIRST.get(Role(current_user(request).role), Stage.ACCEPT))


@login_required
@require_GET
def pool(request: HttpRequest, pool: str) -> HttpResponse:
    """One pool; `?case=` opens that one, else the first: what nobody goes to look at, then the oldest."""
    user = current_user(request)
    if user.role not in DESK | OVERSIGHT:
        raise Forbidden(_("The pools are the desk's work; your cases are in your own list."))
    if pool not in POOLS:
        raise Missing(_("There is no such pool."))
    stage, now = Stage(pool), timezone.now()
    cases = Case.objects.visible_to(user).filter(is_open=True, state__in=POOLS[stage])
    if stage in LOOKED_AT:
        cases = cases.alias(nobody=Q(visitor=None)).order_by("-nobody", "stage_started_at", "id")
    else:
        cases = cases.order_by("stage_started_at", "id")
    rows = list(cases.select_related(*RELATED, "visitor").defer(*OUTLINES)[:SIZE])
    chosen = _chosen(rows, request.GET.get("case", ""))
    context: dict[str, Any] = {
        "pool": stage, "tabs": _tabs(user, stage), "now": now, "chosen": chosen, "size": SIZE,
        "may_report": user.role in REPORTERS, "looked_at": stage in LOOKED_AT,
        "rows": [(case, case.stage_lamp(at=now)) for case in rows],
    }  # fmt: skip
    if chosen is not None:
        shown = case_for(user, pk=chosen.pk)
        note_look(case=shown, part=bool(request.htmx), by=user)  # type: ignore[attr-defined]
        context |= context_of(shown, user, at=now)
    template = "cases/desk_live.html" if request.htmx else "cases/desk.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _chosen(rows: list[Case], number: str) -> Case | None:
    return next((case for case in rows if case.number == number), rows[0] if rows else None)


def _tabs(user: User, current: Stage) -> list[dict[str, Any]]:
    """All pools with how many wait and since when, in one query."""
    waiting = Case.objects.visible_to(user).filter(
        is_open=True, state__in=[state for states in POOLS.values() for state in states]
    )
    counted = waiting.order_by().values("state").annotate(number=Count("pk"), oldest=Min("stage_started_at"))
    numbers: dict[str, Any] = {row["state"]: row for row in counted}
    return [_tab(stage, [numbers[state] for state in POOLS[stage] if state in numbers], current) for stage in POOLS]


def _tab(stage: Stage, found: list[dict[str, Any]], current: Stage) -> dict[str, Any]:
    return {
        "label": stage.label, "url": reverse("cases:desk", args=[stage]), "current": stage == current,
        "count": sum(row["number"] for row in found), "oldest": min((row["oldest"] for row in found), default=None),
    }  # fmt: skip
