"""Units as a tree: what kind, which territory, which calendar, who works there."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from cases.models import Case, RoutingRule
from cities.forms.units import NewUnitForm, UnitFilter, UnitForm
from cities.views.frame import attempt, found, history, keeper, may, reader, saved, seen, sheet
from common.columns import Column
from departments.models import Department
from departments.registers import UNITS

COLUMNS = (
    Column("name", gettext_lazy("Name"), fixed=True),
    Column("code", gettext_lazy("Code")),
    Column("kind", gettext_lazy("Kind")),
    Column("axis", gettext_lazy("Axis")),
    Column("calendar", gettext_lazy("Working calendar")),
    Column("members", gettext_lazy("Members"), number=True),
    Column("rules", gettext_lazy("Rules"), number=True),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    user, form = reader(request), UnitFilter(request.GET)
    rows: QuerySet[Department] = Department.objects.select_related("calendar").annotate(
        staff=Count("members", filter=Q(members__user__is_active=True), distinct=True),
        rules_in_force=Count("rules", filter=Q(rules__ended_on=None), distinct=True),
    )
    rows = form.narrow(rows) if form.is_valid() else rows.none()
    context = {
        "filter": form,
        "columns": COLUMNS,
        "rows": _tree(rows),
        "may": may(user),
        "narrowed": form.has_changed(),
    }
    return render(request, "cities/units.html", context)


def _tree(rows: Iterable[Department]) -> list[tuple[Department, int]]:
    """Each unit with how deep it stands, those below right after it; one whose parent isn't shown stands on top."""
    below: dict[int | None, list[Department]] = {}
    listed = list(rows)
    known = {row.pk for row in listed}
    for row in listed:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[tuple[Department, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append((row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    user, form = keeper(request), NewUnitForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: UNITS.save(key=form.cleaned_data["code"], data=form.entered(), new=True, by=user)
    ):
        return saved(request, _("The unit was added."), "cities:units")
    return sheet(request, form, title=_("Add a unit"), crumbs=[_home()])


@login_required
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    user = keeper(request)
    row = found(Department.objects.select_related("parent", "calendar"), _("There is no such unit."), code=code)
    initial = vars(UNITS.snapshot(row)) | {"seen": seen(UNITS, row)}
    form = UnitForm(request.POST or None, initial=initial, of=row)
    if form.is_valid() and attempt(
        form, lambda: UNITS.save(key=code, data=form.entered(), seen=form.cleaned_data["seen"], by=user)
    ):
        return saved(request, _("The unit was changed."), "cities:units")
    more = {
        "row": row, "template": "cities/unit.html",
        "members": User.objects.filter(membership__department=row, is_active=True).order_by("name"),
        "open_cases": Case.objects.filter(department=row, is_open=True).count(),
        "rules": RoutingRule.objects.filter(department=row, ended_on=None).count(),
        "territory": RoutingRule.objects.filter(
            department=row, ended_on=None, what="*", area__isnull=False
        ).select_related("area").defer("area__geom"),
    }  # fmt: skip
    return sheet(request, form, title=str(row), crumbs=[_home()], **more, **history(UNITS, code))


def _home() -> tuple[str, str]:
    return reverse("cities:units"), _("Units")
