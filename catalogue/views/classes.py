"""The catalogue: its subclasses with their filing conditions and limits."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.forms import CatalogueFilter, SubclassForm
from catalogue.models import Category, FilingCondition, MajorClass
from catalogue.registers import CLASSES, CONDITIONS, SUBCLASSES, class_key
from common import durations
from common.columns import Column
from registry.forms.kept import RegisterForm
from registry.models import PlannedChange
from registry.presenters.changes import coming_of, to_come
from registry.views.common import can_edit, editor, get_or_missing, reader
from registry.views.registers import add_page, edit_page

COLUMNS = (
    Column("code", gettext_lazy("Code"), fixed=True),
    Column("name", gettext_lazy("Subclass"), fixed=True),
    Column("major", gettext_lazy("Class")),
    Column("kind", gettext_lazy("Kind")),
    Column("conditions", gettext_lazy("Filing conditions and limits")),
    Column("since", gettext_lazy("In force from"), hidden=True),
)
MOST = 500  # subclasses on a page; the standard has some two hundred


@login_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    user, form = reader(request), CatalogueFilter(request.GET)
    rows: QuerySet[Category] = (
        Category.objects.filter(taxonomy__ended_on=None).select_related("major").order_by("kind", "code")
    )
    rows = form.narrow(rows) if form.is_valid() else rows.none()
    shown = list(rows.prefetch_related("conditions")[:MOST])
    classes = MajorClass.objects.filter(taxonomy__ended_on=None).order_by("kind", "code")
    context = {
        "filter": form, "columns": COLUMNS, "rows": [(row, _in_force(row)) for row in shown], "may": can_edit(user),
        "classes": classes.annotate(subclasses=Count("categories", filter=Q(categories__ended_on=None))),
        "narrowed": form.has_changed(), "cut": len(shown) == MOST, "table": "catalogue",
        "coming": coming_of(CLASSES, SUBCLASSES, CONDITIONS),
    }  # fmt: skip
    return render(request, "catalogue/catalogue.html", context)


def _in_force(row: Category) -> list[tuple[FilingCondition, str]]:
    return [(each, durations.limit(each.limit.text)) for each in row.conditions.all() if each.ended_on is None]


@login_required
@require_http_methods(["GET", "POST"])
def subclass_add(request: HttpRequest) -> HttpResponse:
    form = SubclassForm(SUBCLASSES, request.POST or None, initial={"major": request.GET.get("major")})
    return add_page(request, SUBCLASSES, form=form)


@login_required
@require_http_methods(["GET", "POST"])
def subclass(request: HttpRequest, pk: int) -> HttpResponse:
    """A subclass with its conditions, those that ended below."""
    row, more = Category.objects.select_related("taxonomy").filter(pk=pk).first(), dict[str, Any]()
    if row is not None:
        conditions = row.conditions.order_by("number", "-effective_from")
        more["conditions"] = [(each, durations.limit(each.limit.text)) for each in conditions]
        more["coming"] = to_come(PlannedChange.objects.filter(_of(class_key(row))))
    home = reverse("catalogue:subclass", args=[pk])
    return edit_page(
        request, SUBCLASSES, str(pk), made=SubclassForm, home=home, template="catalogue/subclass.html", **more
    )


def _of(key: str) -> Q:
    """What is planned of a subclass and of its conditions."""
    return Q(kind=SUBCLASSES.kind, key=key) | Q(kind=CONDITIONS.kind, key__startswith=f"{key}/")


@login_required
@require_http_methods(["GET", "POST"])
def condition_add(request: HttpRequest, pk: int) -> HttpResponse:
    editor(request)
    row = get_or_missing(Category.objects.select_related("taxonomy"), _("There is no such subclass."), pk=pk)
    highest = row.conditions.aggregate(number=Max("number"))["number"] or 0
    fixed = {"category": class_key(row)}
    form = RegisterForm(CONDITIONS, request.POST or None, fixed=fixed, initial={"number": highest + 1})
    return add_page(request, CONDITIONS, form=form, **_within(row))


@login_required
@require_http_methods(["GET", "POST"])
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    row = FilingCondition.objects.select_related("category").filter(pk=pk).first()
    return edit_page(request, CONDITIONS, str(pk), **(_within(row.category) if row is not None else {}))


def _within(row: Category) -> dict[str, Any]:
    """Where one comes from to a condition and goes back to."""
    home = reverse("catalogue:subclass", args=[row.pk])
    crumbs = [(reverse("catalogue:catalogue"), gettext_lazy("Catalogue")), (home, f"{row.code} {row}")]
    return {"home": home, "crumbs": crumbs}
