"""The inspector's tasks: what was given to me, then what else waits in my grids, the nearest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import Role
from cases.models import Case
from cases.permissions import Viewer
from cases.queries import OUTLINES, RELATED
from cases.workflow import State
from common.owed import Lamp
from departments.models import Department
from inspections.models import Presence, Visit
from inspections.queries import FORGOTTEN, PLACE_HOLDS, Spot, given
from inspections.routing import metres
from inspections.workflow import KIND_OF, Kind

MOST = 100
_OPEN = [state for state, kind in KIND_OF.items() if kind != Kind.RECHECK]


@dataclass(frozen=True, slots=True)
class Task:
    """A case or another thing to be looked at, and by when; `visitor` is who goes, `unit` whose work it is."""

    title: str
    place: str
    url: str
    spot: Spot | None
    kind: Kind
    lamp: Lamp
    since: datetime
    due_at: datetime | None
    visitor: User | None = None
    unit: Department | None = None


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Sorted by when they are due, or by distance where the phone's place is known; the page can sort them anew.

    `?kind=` leaves only those of one kind.
    """
    user, now = current_user(request), timezone.now()
    presence = Presence.objects.filter(user=user).first()
    here, grids = _here(presence, now), Viewer(user).duty_grid_ids
    mine = _given(user, now)
    others = _others(user, grids, [task.url for task in mine], now)
    kind = request.GET.get("kind", "")
    shown = [[task for task in found if kind in ("", task.kind)] for found in (mine, others)]
    context = {
        "lists": [(True, _sorted(shown[0], here)), (False, _sorted(shown[1], here))], "now": now,
        "has_grids": bool(grids), "walks": user.role == Role.INSPECTOR,
        "presence": presence if presence is not None and presence.on_duty(at=now) else None,
        "all_on_duty": not Presence.objects.used_within(FORGOTTEN, at=now).exists(),
    }  # fmt: skip
    return render(request, "inspections/tasks.html", context)


def _here(presence: Presence | None, now: datetime) -> Spot | None:
    if presence is None or presence.location is None or presence.located_at is None:
        return None
    return (presence.location.x, presence.location.y) if presence.located_at > now - PLACE_HOLDS else None


def _given(user: User, now: datetime) -> list[Task]:
    """Where a message is late the case may have moved on already; then there is nothing to look at."""
    return [
        _of_case(case, Kind(visit.kind), visit.lamp(at=now), visit.ordered_at, visit.due_at)
        if (case := visit.case) is not None
        else _of_look(visit, now)
        for visit in given(user)[:MOST]
        if visit.case is None or KIND_OF.get(visit.case.state) == visit.kind
    ]


def _others(user: User, grids: Collection[int], without: Collection[str], now: datetime) -> list[Task]:
    waiting = Case.objects.visible_to(user).filter(is_open=True, state__in=_OPEN, duty_grid__in=grids)
    waiting = waiting.exclude(Q(reporter=user, reporter_may_check=False) & ~Q(state=State.VERIFYING))
    cases = waiting.select_related(*RELATED, "visitor").defer(*OUTLINES).order_by("stage_started_at", "id")
    looks = Visit.objects.live().filter(case=None, duty_grid__in=grids).exclude(inspector=user)
    found = [
        _of_case(case, KIND_OF[case.state], case.stage_lamp(at=now), case.stage_started_at, case.stage_due_at)
        for case in cases[: MOST + len(without)]
    ]
    found += [_of_look(look, now) for look in looks.select_related("duty_grid", "inspector").order_by("pk")[:MOST]]
    return sorted((task for task in found if task.url not in without), key=lambda task: task.since)[:MOST]


def _of_case(case: Case, kind: Kind, lamp: Lamp, since: datetime, due_at: datetime | None) -> Task:
    spot = (case.location.x, case.location.y) if case.location is not None else None
    return Task(
        str(case.category), case.address or str(case.community or ""), reverse("inspections:task", args=[case.number]),
        spot, kind, lamp, since, due_at, case.visitor, case.department,
    )  # fmt: skip


def _of_look(visit: Visit, now: datetime) -> Task:
    return Task(
        visit.title, str(visit.duty_grid or ""), reverse("inspections:visit", args=[visit.pk]), visit.spot,
        Kind(visit.kind), visit.lamp(at=now), visit.ordered_at, visit.due_at, visit.inspector,
    )  # fmt: skip


def _sorted(found: list[Task], here: Spot | None) -> list[Task]:
    if here is None:
        return found
    return sorted(found, key=lambda task: metres(here, task.spot) if task.spot is not None else float("inf"))
