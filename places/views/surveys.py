"""Surveys in the office: the list, the form that makes one, and the page of one with how far it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.form_errors import add_refusal
from common.keyset import Order, page_of
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from grids.presenters.layers import city_layers
from places import exports, presenters
from places.actions import make_survey, move_survey
from places.filters import SurveyFilter, SurveyTaskFilter
from places.forms import SurveyForm, SurveyMoveForm
from places.models import Survey
from places.permissions.surveys import SURVEYS, SurveyViewer, making_refusal
from places.presenters import surveys as shown
from places.queries import surveys as queries
from places.views.survey_tasks import COLUMNS as TASK_COLUMNS
from places.workflow.surveys import SURVEY_MOVES, SURVEY_WORDS, SurveyMove, SurveyState

SIZE, ON_MAP = 50, 500
COLUMNS = (
    Column("number", pgettext_lazy("life", "Number"), fixed=True),
    Column("title", gettext_lazy("Title")),
    Column("unit", gettext_lazy("Who collects")),
    Column("due", gettext_lazy("Due")),
    Column("progress", gettext_lazy("Verified")),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first, each with how far it is."""
    user, now = current_user(request), timezone.now()
    form = SurveyFilter(request.GET, queryset=queries.surveys(user))
    if not form.is_valid():
        return render(request, "places/surveys.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(form.qs, ordering="-made_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    progress = queries.progress_of([row.pk for row in page.rows])
    context = {
        "filter": form.form, "columns": COLUMNS, "page": page, "may": making_refusal(user) is None,
        "rows": [(row, progress.get(row.pk, queries.Progress()), row.lamp(at=now)) for row in page.rows],
        "narrowed": bool(without(request.GET, "cursor")[1:]),
    }  # fmt: skip
    return render(request, "places/surveys.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The plan; sent twice it is one survey, refused it keeps all that was typed."""
    user = current_user(request)
    if no := making_refusal(user):
        raise no
    if request.method == "GET":
        return render(request, "places/survey_add.html", {"form": SurveyForm(initial={"id": uuid4()})})
    form = SurveyForm(request.POST)
    if form.is_valid():
        try:
            survey, __ = make_survey(plan=form.plan(), by=user)
        except Refused as no:
            add_refusal(form, no)
        else:
            messages.success(request, _("The survey has the number %(number)s.") % {"number": survey.number})
            return redirect(survey)
    return render(request, "places/survey_add.html", {"form": form}, status=422)


@login_required
@require_safe
def survey(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    return _page(request, queries.survey_for(current_user(request), survey_id))


@login_required
@require_POST
def move(request: HttpRequest, survey_id: UUID, move: str) -> HttpResponse:
    user, wanted = current_user(request), SURVEY_MOVES.get(move)
    found = queries.survey_for(user, survey_id)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = SurveyMoveForm(wanted, request.POST)
    if not form.is_valid():
        if isinstance(no := SURVEYS.refusal(SurveyViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_survey(survey_id=survey_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, survey_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.number, "move": wanted.label})
    return redirect(found)


def _refused(request: HttpRequest, survey_id: UUID, form: SurveyMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the survey as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = queries.survey_for(current_user(request), survey_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@login_required
@require_safe
def export(request: HttpRequest, survey_id: UUID, form: str) -> StreamingHttpResponse:
    """Its tasks that fit the filter as .xlsx or .csv."""
    user = current_user(request)
    found = queries.survey_for(user, survey_id)
    asked = _tasks(request, found, user)
    if not asked.is_valid():
        raise Malformed(_("A filter is wrong; nothing is shown."))
    return exports.survey_tasks(found).of_rows(asked.qs, Order.parse("given_at"), exports.cells_of, form=form)


def _tasks(request: HttpRequest, of: Survey, user: User) -> SurveyTaskFilter:
    """`survey` is said by the address and no filter here."""
    rows = queries.tasks(user).filter(survey=of)
    asked = SurveyTaskFilter(request.GET, queryset=rows, user=user)
    asked.filters.pop("survey")
    return asked


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: SurveyMove
    refusal: Refused | None
    form: SurveyMoveForm | None


def _offers(of: Survey, user: User, bound: SurveyMoveForm | None) -> list[Offer]:
    found = SURVEYS.offered(SurveyViewer(user, timezone.now()), of)
    return [Offer(move, no, _form(of, move, no, bound)) for move, no in found]


def _form(of: Survey, move: SurveyMove, no: Refused | None, bound: SurveyMoveForm | None) -> SurveyMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    if bound is not None and bound.move == move:
        return bound
    return SurveyMoveForm(move, initial={"id": uuid4(), "version": of.version}) if no is None else None


def _page(request: HttpRequest, of: Survey, bound: SurveyMoveForm | None = None, status: int = 200) -> HttpResponse:
    user, now = current_user(request), timezone.now()
    asked = _tasks(request, of, user)
    if not asked.is_valid():
        return render(request, "places/survey.html", {"survey": of, "filter": asked.form, "wrong": True}, status=400)
    page = page_of(asked.qs, ordering="given_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context: dict[str, Any] = {
        "survey": of, "filter": asked.form, "columns": TASK_COLUMNS, "page": page, "lamp_state": of.lamp(at=now),
        "rows": [(row, shown.kind_of(row), shown.what(row)) for row in page.rows],
        "progress": queries.progress_of([of.pk]).get(of.pk, queries.Progress()),
        "parts": [
            (_("By community"), "area", queries.by_area(of)),
            (_("By collector"), "collector", queries.by_collector(of)),
        ],
        "points": shown.points(asked.qs[:ON_MAP]), "layers": city_layers(), "offers": _offers(of, user, bound),
        "timeline": presenters.timeline(of.events.all(), SURVEY_MOVES, SURVEY_WORDS, SurveyState),
        "narrowed": bool(without(request.GET, "cursor")[1:]), "asked": without(request.GET, "cursor"), "now": now,
    }  # fmt: skip
    return render(request, "places/survey.html", context, status=status)
