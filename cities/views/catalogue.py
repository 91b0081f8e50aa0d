"""The catalogue: its classes, subclasses and filing conditions with their limits."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from catalogue.models import Category, FilingCondition, MajorClass
from catalogue.registers import CLASSES, CONDITIONS, SUBCLASSES, class_key, condition_key
from cities.forms.catalogue import (
    CatalogueFilter,
    ClassForm,
    ConditionForm,
    NewClassForm,
    NewConditionForm,
    NewSubclassForm,
    SubclassForm,
)
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
from cities.words import to_come
from common import durations
from common.columns import Column
from common.refusals import Refused
from registry.actions import Applied, apply_or_schedule
from registry.models import PlannedChange

COLUMNS = (
    Column("code", gettext_lazy("Code"), fixed=True),
    Column("name", gettext_lazy("Subclass"), fixed=True),
    Column("major", gettext_lazy("Class")),
    Column("kind", gettext_lazy("Kind")),
    Column("conditions", gettext_lazy("Filing conditions and limits")),
    Column("since", gettext_lazy("In force from"), hidden=True),
)
NO_SUBCLASS = gettext_lazy("There is no such subclass.")
KINDS = (CLASSES.kind, SUBCLASSES.kind, CONDITIONS.kind)
MOST = 500  # subclasses on a page; the standard has some two hundred


def _home() -> tuple[str, Any]:
    return reverse("cities:catalogue"), gettext_lazy("Catalogue")


@login_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form = CatalogueFilter(request.GET)
    rows: QuerySet[Category] = (
        Category.objects.filter(taxonomy__ended_on=None).select_related("major").order_by("kind", "code")
    )
    rows = form.narrow(rows) if form.is_valid() else rows.none()
    shown = list(rows.prefetch_related("conditions")[:MOST])
    classes = MajorClass.objects.filter(taxonomy__ended_on=None).order_by("kind", "code")
    context = {
        "filter": form, "columns": COLUMNS, "rows": [(row, _limits(row)) for row in shown], "may": may(user),
        "classes": classes.annotate(subclasses=Count("categories", filter=Q(categories__ended_on=None))),
        "narrowed": form.has_changed(), "cut": len(shown) == MOST,
        "coming": to_come(PlannedChange.objects.filter(kind__in=KINDS)),
    }  # fmt: skip
    return render(request, "cities/catalogue.html", context)


def _limits(row: Category) -> list[tuple[FilingCondition, str]]:
    found = [condition for condition in row.conditions.all() if condition.ended_on is None]
    return [(each, _limit(each)) for each in found]


def _limit(row: FilingCondition) -> str:
    return durations.limit(row.limit.text)


@login_required
@require_http_methods(["GET", "POST"])
def class_add(request: HttpRequest) -> HttpResponse:
    user, form = keeper(request), NewClassForm(request.POST or None)

    def verb() -> Applied:
        return apply_or_schedule(
            CLASSES, key=form.key(), data=form.entered(), on=form.cleaned_data["on"], new=True, by=user
        )

    answer = kept(request, form, verb, _("The class was added."), "cities:catalogue")
    return answer or sheet(request, form, title=_("Add a class"), crumbs=[_home()])


@login_required
@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    row = found(MajorClass.objects.select_related("taxonomy"), _("There is no such class."), pk=pk)
    key = class_key(row)
    initial = {"name": row.name, "name_en": row.name_en, "seen": seen(CLASSES, row)}
    form = ClassForm(request.POST or None, initial=initial)

    def verb() -> Applied:
        said = form.cleaned_data
        return apply_or_schedule(CLASSES, key=key, data=form.entered(), on=said["on"], seen=said["seen"], by=user)

    answer = kept(request, form, verb, _("The class was changed."), "cities:catalogue")
    return answer or sheet(request, form, title=f"{row.code} {row}", crumbs=[_home()], **history(CLASSES, key))


@login_required
@require_http_methods(["GET", "POST"])
def subclass_add(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form = NewSubclassForm(request.POST or None, initial={"major": request.GET.get("major")})

    def verb() -> Applied:
        return apply_or_schedule(SUBCLASSES, key=form.key(), data=form.entered(), new=True, by=user)

    words = _("The subclass was added. Give it a filing condition with a limit.")
    answer = kept(request, form, verb, words, "cities:catalogue")
    if answer and (row := _added(form)):
        return redirect("cities:subclass", row.pk)
    return answer or sheet(request, form, title=_("Add a subclass"), crumbs=[_home()])


@login_required
@require_http_methods(["GET", "POST"])
def subclass_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A subclass with its conditions, those that ended below."""
    user, row = keeper(request), _subclass(pk)
    key = class_key(row)
    initial = vars(SUBCLASSES.snapshot(row)) | {"major": row.major_id, "seen": seen(SUBCLASSES, row)}
    form = SubclassForm(request.POST or None, initial=initial, of=row)

    def verb() -> Applied:
        return apply_or_schedule(SUBCLASSES, key=key, data=form.entered(), seen=form.cleaned_data["seen"], by=user)

    if answer := kept(request, form, verb, _("The subclass was changed."), "cities:subclass", pk):
        return answer
    conditions = row.conditions.order_by("number", "-effective_from")
    more = {
        "row": row, "conditions": [(each, _limit(each)) for each in conditions], "template": "cities/subclass.html",
        "open_cases": Case.objects.filter(category=row, is_open=True).count(), "today": timezone.localdate(),
    }  # fmt: skip
    plans = PlannedChange.objects.filter(
        Q(kind=SUBCLASSES.kind, key=key) | Q(kind=CONDITIONS.kind, key__startswith=f"{key}/")
    )
    more |= history(SUBCLASSES, key) | {"coming": to_come(plans)}
    return sheet(request, form, title=f"{row.code} {row}", crumbs=[_home()], **more)


@login_required
@require_POST
def subclass_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a subclass today or on a day to come (`on`), or let one that ended begin again (`again`)."""
    user, row = reader(request, ADMINS), _subclass(pk)
    ended_on = None if "again" in request.POST else first_day_without(request)
    data = replace(SUBCLASSES.snapshot(row), ended_on=ended_on)
    done = apply_or_schedule(SUBCLASSES, key=class_key(row), data=data, by=user)
    words = _("The subclass has ended. Open cases of it go on.") if ended_on else _("The subclass is in force again.")
    return settled(request, done, words, "cities:subclass", pk)


@login_required
@require_http_methods(["GET", "POST"])
def condition_add(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = keeper(request), _subclass(pk)
    highest = row.conditions.aggregate(number=Max("number"))["number"] or 0
    form = NewConditionForm(request.POST or None, initial={"number": highest + 1})

    def verb() -> Applied:
        key = f"{class_key(row)}/{form.cleaned_data['number']}"
        return apply_or_schedule(CONDITIONS, key=key, data=form.entered(), new=True, by=user)

    words = _("The filing condition was added.")
    answer = kept(request, form, verb, words, "cities:subclass", pk, names=LIMIT)
    return answer or sheet(request, form, title=_("Add a filing condition"), crumbs=_crumbs(row))


@login_required
@require_http_methods(["GET", "POST"])
def condition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = keeper(request), _condition(pk)
    key, said = condition_key(row), CONDITIONS.snapshot(row)
    limit = {"limit_value": f"{row.limit_value.normalize():f}", "limit_unit": row.limit_unit}
    initial = vars(said) | limit | {"seen": seen(CONDITIONS, row)}
    form = ConditionForm(request.POST or None, initial=initial, of=row)

    def verb() -> Applied:
        return apply_or_schedule(CONDITIONS, key=key, data=form.entered(), seen=form.cleaned_data["seen"], by=user)

    words = _("The filing condition was changed.")
    if answer := kept(request, form, verb, words, "cities:subclass", row.category_id, names=LIMIT):
        return answer
    note = _("A changed limit counts for clocks that start from now on. Cases under way keep the limit they have.")
    title = f"{row.category.code}/{row.number} {row.category}"
    ends = None if row.ended_on else reverse("cities:condition_end", args=[pk])
    more = {
        "note": note, "ends": ends, "today": timezone.localdate(), "closed": row.ended_on is not None,
        **history(CONDITIONS, key),
    }  # fmt: skip
    return sheet(request, form, title=title, crumbs=_crumbs(row.category), **more)


@login_required
@require_POST
def condition_end(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = reader(request, ADMINS), _condition(pk)
    ended_on = None if "again" in request.POST else first_day_without(request)
    rivals = row.category.conditions.filter(number=row.number, ended_on=None).exclude(pk=row.pk)
    if ended_on is None and rivals.exists():
        raise Refused(_("Another filing condition has this number now. End that one first."))
    data = replace(CONDITIONS.snapshot(row), ended_on=ended_on)
    done = apply_or_schedule(CONDITIONS, key=condition_key(row), data=data, seen=seen(CONDITIONS, row), by=user)
    words = _("The filing condition has ended.") if ended_on else _("The filing condition is in force again.")
    return settled(request, done, words, "cities:subclass", row.category_id)


def _added(form: NewSubclassForm) -> Category | None:
    """None where it is yet to come."""
    major: MajorClass = form.cleaned_data["major"]
    code = form.cleaned_data["code"]
    return Category.objects.filter(taxonomy=major.taxonomy_id, kind=major.kind, code=code).first()


def _subclass(pk: int) -> Category:
    return found(Category.objects.select_related("taxonomy", "major"), str(NO_SUBCLASS), pk=pk)


def _condition(pk: int) -> FilingCondition:
    rows = FilingCondition.objects.select_related("category__taxonomy")
    return found(rows, _("There is no such filing condition."), pk=pk)


def _crumbs(row: Category) -> list[tuple[str, Any]]:
    return [_home(), (reverse("cities:subclass", args=[row.pk]), f"{row.code} {row}")]
