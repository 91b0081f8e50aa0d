"""How reports come in and how long each stage may take: the intake of sources, limits of stages, the city's numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cases.rulebook import rulebook
from catalogue.choices import Source, Stage
from catalogue.models import StageLimit
from catalogue.registers import INTAKE, STAGE_LIMITS, IntakeData, StageLimitData, stage_key
from cities.forms.limits import IntakeForm, NewStageLimitForm, SettingsForm, StageLimitForm
from cities.views.frame import (
    ADMINS,
    LIMIT,
    first_day_without,
    found,
    history,
    keeper,
    kept,
    may,
    reader,
    seen,
    settled,
    sheet,
)
from cities.words import Coming, to_come
from common import durations
from common.plain import fingerprint
from common.refusals import Conflict, Refused
from registry.actions import Applied, apply_or_schedule, apply_or_schedule_all
from registry.models import PlannedChange
from registry.registers import CITY_SETTINGS, ChangeRequest, Register, SettingData
from registry.settings import SETTINGS, Value

_NEW_CLOCKS = gettext_lazy("A changed limit counts for clocks that start from now on. Clocks that run keep theirs.")


@login_required
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    user, book = keeper(request), rulebook()
    standing: dict[str, Any] = {source.value: book.intake(source).value for source in Source}
    form = IntakeForm(request.POST or None, initial=standing | {"seen": fingerprint(standing)})

    def verb() -> Sequence[Applied]:
        chosen = {source: IntakeData(said) for source, said in form.intakes().items() if said != standing[source]}
        return _settle(INTAKE, chosen, form, standing, user)

    if answer := kept(request, form, verb, _("The intake of the sources was changed."), "cities:roads"):
        return answer
    note = _("It counts for reports that come from now on. Whatever lies outside the city's areas goes over the desk.")
    return sheet(
        request,
        form,
        title=_("Intake of the sources"),
        crumbs=_setup(),
        note=note,
        coming=_coming(INTAKE),
        tabs=True,
    )


def _settle(
    thing: Register[Any, Any], chosen: Mapping[str, Any], form: Form, standing: dict[str, Any], by: User
) -> Sequence[Applied]:
    """Many values of one form: what was chosen otherwise than it stood when the form was opened."""
    on, seen = form.cleaned_data["on"], form.cleaned_data["seen"]
    if seen and seen != fingerprint(standing):
        raise Conflict(_("Somebody has just changed the same. Look at it again, then repeat your change."))
    if not chosen and on and on > timezone.localdate():
        raise Refused(_("Nothing but the day differs. Say what shall change from that day on."))
    return apply_or_schedule_all([ChangeRequest(thing, key, data, on) for key, data in chosen.items()], by=by)


def _coming(thing: Register[Any, Any]) -> list[Coming]:
    return to_come(PlannedChange.objects.filter(kind=thing.kind))


@login_required
@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """The limits of stages, those that say most first."""
    user = reader(request)
    rows = StageLimit.objects.order_by("stage", "-source", "-urgency")
    by_stage = {stage: [row for row in rows if row.stage == stage] for stage in Stage if stage != Stage.DISPOSE}
    shown = [(stage, [(row, durations.limit(row.limit.text)) for row in found]) for stage, found in by_stage.items()]
    return render(request, "cities/limits.html", {
        "stages": shown, "may": may(user), "coming": _coming(STAGE_LIMITS),
    })  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def limit_add(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form = NewStageLimitForm(request.POST or None, initial={"stage": request.GET.get("stage")})

    def verb() -> Applied:
        said, data = form.cleaned_data, StageLimitData(form.limit())
        key = stage_key(said["stage"], said["source"], said["urgency"])
        return apply_or_schedule(STAGE_LIMITS, key=key, data=data, on=said["on"], new=True, by=user)

    answer = kept(request, form, verb, _("The limit was added."), "cities:limits", names=LIMIT)
    return answer or sheet(request, form, title=_("Add a limit"), crumbs=[_limits_home()], note=_NEW_CLOCKS)


@login_required
@require_http_methods(["GET", "POST"])
def limit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = keeper(request), found(StageLimit.objects.all(), _("There is no such limit."), pk=pk)
    key = stage_key(row.stage, row.source, row.urgency)
    initial = {
        "limit_value": f"{row.value.normalize():f}", "limit_unit": row.unit, "seen": seen(STAGE_LIMITS, row),
    }  # fmt: skip
    form = StageLimitForm(request.POST or None, initial=initial)

    def verb() -> Applied:
        said, data = form.cleaned_data, StageLimitData(form.limit())
        return apply_or_schedule(STAGE_LIMITS, key=key, data=data, on=said["on"], seen=said["seen"], by=user)

    if answer := kept(request, form, verb, _("The limit was changed."), "cities:limits", names=LIMIT):
        return answer
    more = {
        "note": _NEW_CLOCKS, "removes": reverse("cities:limit_remove", args=[pk]), "today": timezone.localdate(),
        **history(STAGE_LIMITS, key),
    }  # fmt: skip
    return sheet(request, form, title=STAGE_LIMITS.name(row), crumbs=[_limits_home()], **more)


@login_required
@require_POST
def limit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Today or on a day to come (`on`)."""
    user = reader(request, ADMINS)
    row = found(StageLimit.objects.all(), _("There is no such limit."), pk=pk)
    on = first_day_without(request)
    if on < timezone.localdate():
        raise Refused(_("That day is over. A limit is taken away today or on a day to come."))
    done = apply_or_schedule(STAGE_LIMITS, key=stage_key(row.stage, row.source, row.urgency), data=None, on=on, by=user)
    return settled(request, done, _("The limit was taken away."), "cities:limits")


def _limits_home() -> tuple[str, str]:
    return reverse("cities:limits"), _("Limits of the stages")


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """One form made from the registry of settings; what is as the default has no row."""
    user, standing = keeper(request), rulebook().settings
    form = SettingsForm(request.POST or None, initial=standing | {"seen": fingerprint(standing)})

    def verb() -> Sequence[Applied]:
        chosen = {name: value for name, value in form.values().items() if value != standing[name]}
        wanted = {name: _setting(name, value) for name, value in chosen.items()}
        return _settle(CITY_SETTINGS, wanted, form, standing, user)

    if answer := kept(request, form, verb, _("The settings were changed."), "cities:settings"):
        return answer
    note = _("They count from now on; what has happened stays as it was.")
    return sheet(
        request, form, title=_("Settings"), crumbs=_setup(), note=note, coming=_coming(CITY_SETTINGS), tabs=True
    )


def _setting(name: str, value: Value) -> SettingData | None:
    """The default is no row."""
    return SettingData(value) if value != SETTINGS[name].default else None


def _setup() -> list[tuple[str, str]]:
    return [(reverse("cities:setup"), _("Set-up of the city"))]
