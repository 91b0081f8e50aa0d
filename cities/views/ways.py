"""How reports come in and how long each stage may take: roads of sources, limits of stages, the city's numbers."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseForm, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import settle
from accounts.models import PlannedChange, User
from cases.actions import (
    RoadWish,
    SettingWish,
    StageLimitWish,
    city_setting,
    limit_text,
    road,
    stage_key,
    stage_limit,
)
from cases.models import IntakeRoad, Road, Source, StageLimit
from cases.queries import rulebook
from cases.settings import SETTINGS, Value
from cases.workflow import Stage
from cities.forms.limits import NewStageLimitForm, SettingsForm, StageLimitForm
from cities.views.frame import (
    KEEPERS,
    Deed,
    attempt,
    found,
    history,
    keeper,
    may,
    reader,
    saved,
    seen,
    settled,
    sheet,
)
from cities.words import to_come
from common import durations

_NEW_CLOCKS = gettext_lazy("A changed limit counts for clocks that start from now on. Clocks that run keep theirs.")


class RoadsForm(Form):
    """One chooser for each source."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for source in Source:
            self.fields[source.value] = ChoiceField(label=source.label, choices=Road.choices)


@login_required
@require_http_methods(["GET", "POST"])
def roads(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    standing = dict(IntakeRoad.objects.values_list("source", "road"))
    initial = {source.value: standing.get(source, Road.DESK.value) for source in Source}
    form = RoadsForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, lambda: _keep(form, initial, user)):
        return saved(request, _("The roads of the sources were changed."), "cities:roads")
    note = _("It counts for reports that come from now on. Whatever lies outside the city's areas goes over the desk.")
    crumbs = [(reverse("cities:setup"), _("Set-up of the city"))]
    return sheet(request, form, title=_("Roads of the sources"), crumbs=crumbs, note=note, tabs=True)


def _keep(form: BaseForm, standing: dict[str, str], by: User) -> None:
    with transaction.atomic():
        for source, chosen in form.cleaned_data.items():
            if chosen != standing[source]:
                road.put(key=source, wish=RoadWish(chosen), by=by)


@login_required
@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """The limits of stages, those that say most first."""
    user = reader(request)
    rows = StageLimit.objects.order_by("stage", "-source", "-urgency")
    by_stage = {stage: [row for row in rows if row.stage == stage] for stage in Stage if stage != Stage.DISPOSE}
    shown = [(stage, [(row, _words(row)) for row in found]) for stage, found in by_stage.items()]
    return render(request, "cities/limits.html", {
        "stages": shown, "may": may(user), "coming": to_come(PlannedChange.objects.filter(kind=stage_limit.kind)),
    })  # fmt: skip


def _words(row: StageLimit) -> str:
    return durations.limit(limit_text(row.value, row.unit))


@login_required
@require_http_methods(["GET", "POST"])
def limit_add(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form = NewStageLimitForm(request.POST or None, initial={"stage": request.GET.get("stage")})
    if form.is_valid():
        key = stage_key(*(form.cleaned_data[name] for name in ("stage", "source", "urgency")))
        wish = StageLimitWish(form.limit())
        deed = Deed(lambda: settle(stage_limit, key=key, wish=wish, on=form.cleaned_data["on"], new=True, by=user))
        if attempt(form, deed, names={"limit": "limit_value"}):
            return settled(request, deed.done, _("The limit was added."), "cities:limits")
    return sheet(request, form, title=_("Add a limit"), crumbs=[_limits_home()], note=_NEW_CLOCKS)


@login_required
@require_http_methods(["GET", "POST"])
def limit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = keeper(request), found(StageLimit.objects.all(), _("There is no such limit."), pk=pk)
    key = stage_key(row.stage, row.source, row.urgency)
    initial = {
        "limit_value": f"{row.value.normalize():f}", "limit_unit": row.unit, "seen": seen(stage_limit, row),
    }  # fmt: skip
    form = StageLimitForm(request.POST or None, initial=initial)
    if form.is_valid():
        wish, said, names = StageLimitWish(form.limit()), form.cleaned_data, {"limit": "limit_value"}
        deed = Deed(lambda: settle(stage_limit, key=key, wish=wish, on=said["on"], seen=said["seen"], by=user))
        if attempt(form, deed, names=names):
            return settled(request, deed.done, _("The limit was changed."), "cities:limits")
    more = {"note": _NEW_CLOCKS, "removes": reverse("cities:limit_remove", args=[pk]), **history(stage_limit, key)}
    return sheet(request, form, title=stage_limit.name(row), crumbs=[_limits_home()], **more)


@login_required
@require_POST
def limit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request, KEEPERS)
    row = found(StageLimit.objects.all(), _("There is no such limit."), pk=pk)
    stage_limit.remove(key=stage_key(row.stage, row.source, row.urgency), by=user)
    return saved(request, _("The limit was taken away."), "cities:limits")


def _limits_home() -> tuple[str, str]:
    return reverse("cities:limits"), _("Limits of the stages")


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """One form made from the registry of settings; what is as the default has no row."""
    user, standing = keeper(request), rulebook().settings
    form = SettingsForm(request.POST or None, initial=standing)
    if form.is_valid() and attempt(form, lambda: _keep_settings(form.values(), standing, user)):
        return saved(request, _("The settings were changed."), "cities:settings")
    crumbs = [(reverse("cities:setup"), _("Set-up of the city"))]
    note = _("They count from now on; what has happened stays as it was.")
    return sheet(request, form, title=_("Settings"), crumbs=crumbs, note=note, tabs=True)


def _keep_settings(chosen: dict[str, Value], standing: dict[str, Value], by: User) -> None:
    with transaction.atomic():
        for name, value in chosen.items():
            if value != standing[name]:
                if value == SETTINGS[name].default:
                    city_setting.remove(key=name, by=by)
                else:
                    city_setting.put(key=name, wish=SettingWish(value), by=by)
