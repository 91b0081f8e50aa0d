"""The page of one task of a survey in the office: what was found beside what stands, its photos, and its moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.form_errors import add_refusal
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Missing, Refused
from evidence.presenters import sides
from evidence.queries import photos_of
from grids.presenters.layers import layers_around
from places import presenters
from places.actions import move_task
from places.filters import SurveyTaskFilter
from places.forms import TaskMoveForm
from places.models import SurveyTask
from places.permissions.surveys import TASKS, SurveyViewer
from places.presenters import surveys as shown
from places.queries import surveys as queries
from places.workflow.surveys import COLLECT, MOVES, PASS_ON, WORDS, Move, TaskState

SIZE = 50
COLUMNS = (
    Column("title", gettext_lazy("What"), fixed=True),
    Column("kind", gettext_lazy("Kind")),
    Column("area", gettext_lazy("Community")),
    Column("collector", gettext_lazy("Collector")),
    Column("found", pgettext_lazy("survey", "Found")),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks of all surveys that fit the filter, the oldest first."""
    user = current_user(request)
    asked = SurveyTaskFilter(request.GET, queryset=queries.tasks(user), user=user)
    if not asked.is_valid():
        return render(request, "places/survey_tasks.html", {"filter": asked.form, "wrong": True}, status=400)
    page = page_of(asked.qs, ordering="given_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": asked.form, "columns": COLUMNS, "page": page, "narrowed": bool(without(request.GET, "cursor")[1:]),
        "rows": [(row, shown.kind_of(row), shown.what(row)) for row in page.rows],
    }  # fmt: skip
    return render(request, "places/survey_tasks.html", context)


@login_required
@require_safe
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _page(request, queries.task_for(current_user(request), task_id))


@login_required
@require_POST
def move(request: HttpRequest, task_id: UUID, move: str) -> HttpResponse:
    """Verify, return, pass on, call off; what is handed in has a page of its own, in the street."""
    user, wanted = current_user(request), MOVES.get(move)
    found = queries.task_for(user, task_id)
    if wanted is None or move == COLLECT:
        raise Missing(_("There is no such move."))
    form = TaskMoveForm(wanted, request.POST)
    if not form.is_valid():
        if isinstance(no := TASKS.refusal(SurveyViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_task(task_id=task_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, task_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.title, "move": wanted.label})
    return redirect(_next(found, user))


def _next(of: SurveyTask, user: User) -> SurveyTask:
    """The next task of the survey that waits for who verifies; without one the page of this."""
    waiting = queries.tasks(user).filter(survey=of.survey, state=TaskState.COLLECTED).exclude(collector=user)
    return waiting.order_by("collected_at", "pk").first() or of


def _refused(request: HttpRequest, task_id: UUID, form: TaskMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the task as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = queries.task_for(current_user(request), task_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: TaskMoveForm | None


def _offers(of: SurveyTask, user: User, bound: TaskMoveForm | None) -> list[Offer]:
    found = TASKS.offered(SurveyViewer(user, timezone.now()), of)
    return [Offer(move, no, _form(of, move, no, bound)) for move, no in found if move.name != COLLECT]


def _form(of: SurveyTask, move: Move, no: Refused | None, bound: TaskMoveForm | None) -> TaskMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    form = bound if bound is not None and bound.move == move else None
    if form is None and no is None:
        form = TaskMoveForm(move, initial={"id": uuid4(), "version": of.version})
    if form is not None and move.name == PASS_ON:
        form.offer(queries.may_collect(of))
    return form


def _page(request: HttpRequest, of: SurveyTask, bound: TaskMoveForm | None = None, status: int = 200) -> HttpResponse:
    user, photos = current_user(request), photos_of(of.subject)
    seen = sides(photos, user)
    context: dict[str, Any] = {
        "task": of, "kind": shown.kind_of(of), "what": shown.what(of), "differences": shown.differences(of),
        "offers": _offers(of, user, bound), "shots": [*seen["before"], *seen["after"]],
        "timeline": presenters.timeline(of.events.all(), MOVES, WORDS, TaskState),
        "layers": layers_around(of.point.x, of.point.y),
    }  # fmt: skip
    return render(request, "places/survey_task.html", context, status=status)
