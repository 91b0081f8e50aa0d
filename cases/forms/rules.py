"""What people type about routing: a place and a matter to try, and a rule to add or to end."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.actions import NewRule
from cases.models import RoutingRule
from cases.routing import ANY
from catalogue.choices import Source
from catalogue.models import Category, FilingCondition, MajorClass
from common.fields import CodeField, DayField, TextField
from departments.models import Department
from grids.models import Area, DutyGrid, Level, UnitGrid

DAY = {"type": "date"}
Choices = list[tuple[str, Any]]


class TryForm(forms.Form):
    """A point and a matter; nothing of it is kept."""

    place_lng = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    place_lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Subclass"), to_field_name="code")
    condition = forms.ModelChoiceField(
        FilingCondition.objects.none(), label=_("Filing condition"), required=False, empty_label=_("Not known")
    )
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = _subclasses()
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        self.fields["category"].widget.choices = [("", _("Choose a subclass")), *_grouped(categories, _by_code)]
        code = self["category"].value()
        conditions = FilingCondition.objects.filter(category__code=code, ended_on=None).order_by("number")
        field = self.fields["condition"]
        field.queryset = conditions if code else FilingCondition.objects.none()  # type: ignore[attr-defined]
        field.label_from_instance = lambda condition: condition.text  # type: ignore[attr-defined]


def _subclasses() -> QuerySet[Category]:
    return Category.objects.in_force().select_related("major").order_by("code")


def _by_code(category: Category) -> tuple[str, str]:
    return category.code, f"{category.code} {category}"


def _grouped(categories: Iterable[Category], option: Any) -> Choices:
    groups: dict[MajorClass, list[tuple[str, str]]] = {}
    for category in categories:
        groups.setdefault(category.major, []).append(option(category))
    return [(str(major), options) for major, options in groups.items()]


class KeyField(CodeField):
    """A rule's key ("category:12", "area:3", "*") as a chooser; what it names is looked up, None for anything."""

    widget = forms.Select

    def __init__(self, models: Mapping[str, type[Model]], **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.models = models

    def clean(self, value: Any) -> tuple[str, Model | None]:
        kind, __, id_ = str(super().clean(value)).partition(":")
        if kind == ANY:
            return ANY, None
        found = (
            self.models[kind]._default_manager.filter(pk=id_).first() if kind in self.models and _is_id(id_) else None
        )
        if found is None:
            raise forms.ValidationError(gettext("Choose one of these."))
        return kind, found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


class RuleForm(forms.Form):
    what = KeyField({"condition": FilingCondition, "category": Category, "major": MajorClass}, label=_("For what"))
    where = KeyField({"unit_grid": UnitGrid, "duty_grid": DutyGrid, "area": Area}, label=_("Where"))
    department = forms.ModelChoiceField(
        Department.objects.active(), label=_("Unit that owns it"), to_field_name="code", empty_label=_("Choose a unit")
    )
    effective_from = DayField(label=_("From"), widget=forms.DateInput(DAY, "%Y-%m-%d"), initial=timezone.localdate)
    note = TextField(label=_("Note"), max_length=200, required=False)
    replace = forms.BooleanField(label=_("Replace the rule that now says this: it ends on that day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].widget.choices = whats(str(self["what"].value() or ""))
        self.fields["where"].widget.choices = wheres(str(self["where"].value() or ""))

    def entered(self) -> NewRule:
        said = self.cleaned_data
        keys = {kind: found for kind, found in (said["what"], said["where"]) if found is not None}
        return NewRule(department=said["department"], effective_from=said["effective_from"], note=said["note"], **keys)


def whats(chosen: str) -> Choices:
    """Everything, classes, subclasses; a filing condition only where the form was opened for one."""
    majors = [(f"major:{major.pk}", str(major)) for major in MajorClass.objects.filter(taxonomy__ended_on=None)]
    options = _grouped(_subclasses(), lambda category: (f"category:{category.pk}", f"{category.code} {category}"))
    return [
        (ANY, gettext("All matters")),
        *_finer(chosen, "condition", FilingCondition),
        (gettext("Classes"), majors),
        *options,
    ]


def wheres(chosen: str) -> Choices:
    """The whole city, districts and sub-districts, communities under theirs, duty grids; a unit grid as above."""
    areas = list(Area.objects.current().select_related("parent").defer("geom", "parent__geom").order_by("code"))
    large = [(f"area:{area.pk}", str(area)) for area in areas if area.level != Level.COMMUNITY]
    inside: dict[str, list[tuple[str, str]]] = {}
    for area in areas:
        if area.level == Level.COMMUNITY:
            inside.setdefault(str(area.parent or ""), []).append((f"area:{area.pk}", str(area)))
    grids = [(f"duty_grid:{grid.pk}", str(grid)) for grid in DutyGrid.objects.filter(ended_on=None)]
    found = [
        (ANY, gettext("The whole city")),
        *_finer(chosen, "unit_grid", UnitGrid),
        (gettext("Districts and sub-districts"), large),
    ]
    return [*found, *inside.items(), *([(gettext("Duty grids"), grids)] if grids else [])]


def _finer(chosen: str, kind: str, model: type[FilingCondition] | type[UnitGrid]) -> Choices:
    """The option of the one that is chosen: there are too many of these to offer all."""
    name, __, id_ = chosen.partition(":")
    row: Any = model._default_manager.filter(pk=id_).first() if name == kind and _is_id(id_) else None
    return [(chosen, row.text if kind == "condition" else str(row))] if row else []


class EndRuleForm(forms.Form):
    """`on` is the first day on which the rule says nothing any more."""

    on = DayField(label=_("First day without it"), widget=forms.DateInput(DAY, "%Y-%m-%d"))

    def __init__(self, rule: RoutingRule, data: Mapping[str, Any] | None = None) -> None:
        self.earliest = rule.earliest_end(timezone.localdate())
        super().__init__(data, initial={"on": self.earliest})
        self.fields["on"].widget.attrs["min"] = self.earliest.isoformat()
