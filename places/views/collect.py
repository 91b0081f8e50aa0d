"""Surveys on the phone: what is mine to look at, the page of one, and a place that nobody knew of."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import current_user
from common.form_errors import add_refusal
from common.refusals import Conflict, Malformed, Missing, Refused
from grids.presenters.layers import city_layers, layers_around
from places.actions import move_task, report_new
from places.forms import CollectForm
from places.models import PlaceKind, Survey, SurveyTask
from places.permissions.surveys import TASKS, SurveyViewer, finding_refusal
from places.presenters import surveys as shown
from places.queries import surveys as queries
from places.workflow.surveys import COLLECT, MOVES

MOST = 200
_NAMES = {"lng": "place_lng", "lat": "place_lat", "kind": "what", "found": "what", "details": "what"}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Mine to look at, survey by survey, on a map and as a list."""
    user = current_user(request)
    tasks = list(queries.my_tasks(user)[:MOST])
    groups: dict[UUID, tuple[Survey, list[SurveyTask]]] = {}
    for each in tasks:
        groups.setdefault(each.survey_id, (each.survey, []))[1].append(each)
    address = reverse("places:collect", args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}")
    context = {
        "groups": [(survey, rows, survey.lamp(at=timezone.now())) for survey, rows in groups.values()],
        "points": shown.points(tasks, address), "layers": city_layers(), "most": MOST, "full": len(tasks) == MOST,
        "collects": finding_refusal(user) is None, "now": timezone.now(),
    }  # fmt: skip
    return render(request, "places/my_surveys.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def collect(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """What stands there, handed in; sent twice it is handed in once, refused it keeps all that was typed."""
    user = current_user(request)
    found = queries.task_for(user, task_id)
    no = TASKS.refusal(SurveyViewer(user, timezone.now()), found, MOVES[COLLECT])
    if no is not None and (request.method == "GET" or no.status == 403):
        return _collecting(request, found, None, no, status=200 if request.method == "GET" else 403)
    if request.method == "GET":
        form = CollectForm(task=found, initial={"id": uuid4(), "version": found.version})
        return _collecting(request, found, form)
    form = CollectForm(request.POST, task=found)
    if form.is_valid():
        try:
            move_task(task_id=task_id, request=form.request(), by=user)
        except Refused as no:
            return _again(request, task_id, form, no)
        messages.success(request, _("%(title)s: handed in.") % {"title": found.title})
        return redirect("places:my_surveys")
    return _collecting(request, found, form, status=422)


def _again(request: HttpRequest, task_id: UUID, form: CollectForm, no: Refused) -> HttpResponse:
    """The form with all that was typed, for the task as it is now."""
    if no.status == 404:
        raise no
    fresh = queries.task_for(current_user(request), task_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        data = request.POST.copy()
        data["version"] = str(fresh.version)
        form.data = data
    add_refusal(form, no, _NAMES)
    return _collecting(request, fresh, form, status=no.status)


def _collecting(
    request: HttpRequest, of: SurveyTask, form: CollectForm | None, no: Refused | None = None, status: int = 200
) -> HttpResponse:
    pin = _pin(form) if form is not None else (None, None)
    context: dict[str, Any] = {
        "task": of, "kind": shown.kind_of(of), "form": form, "no": no, "layers": layers_around(of.point.x, of.point.y),
        "lng": pin[0] or of.point.x, "lat": pin[1] or of.point.y, "what": shown.what(of),
    }  # fmt: skip
    return render(request, "places/collect.html", context, status=status)


def _pin(form: CollectForm) -> tuple[Any, Any]:
    if "place_lng" not in form.fields:
        return None, None
    return form["place_lng"].value(), form["place_lat"].value()


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """First of which kind it is; then a place that nobody knew of, handed in for this survey."""
    user = current_user(request)
    if no := finding_refusal(user):
        raise no
    survey = queries.survey_for(user, survey_id)
    kinds = PlaceKind.objects.filter(active=True)
    kind = request.GET.get("kind", "")
    if not kinds.filter(code=kind).exists():
        if request.method == "POST":
            raise Malformed(_("Unknown kind “%(code)s”.") % {"code": kind[:40]})
        return render(request, "places/collect_kinds.html", {"survey": survey, "kinds": kinds})
    if request.method == "GET":
        return _adding(request, survey, CollectForm(kind=kind, initial={"id": uuid4()}))
    form = CollectForm(request.POST, kind=kind)
    if form.is_valid():
        try:
            task, __ = report_new(report=form.report(survey), by=user)
        except Missing:
            raise
        except Refused as no:
            add_refusal(form, no, _NAMES)
            return _adding(request, survey, form, status=no.status)
        messages.success(request, _("%(title)s: handed in.") % {"title": task.title})
        return redirect("places:my_surveys")
    return _adding(request, survey, form, status=422)


def _adding(request: HttpRequest, survey: Survey, form: CollectForm, status: int = 200) -> HttpResponse:
    lng, lat = _pin(form)
    context = {"survey": survey, "form": form, "layers": city_layers(), "lng": lng, "lat": lat}
    return render(request, "places/collect_new.html", context, status=status)
