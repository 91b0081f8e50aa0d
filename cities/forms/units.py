"""Units as administrators type them."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cities.forms.common import KeptForm, code_field, search_field
from departments.models import Axis, Department, Kind, WorkCalendar
from departments.registers import UnitData


class UnitFilter(forms.Form):
    q = search_field(_("Code or name"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    off = forms.ChoiceField(label=_("Shown"), required=False, choices=[("", _("Active")), ("1", _("Those off too"))])

    def narrow(self, rows: QuerySet[Department]) -> QuerySet[Department]:
        said = self.cleaned_data
        if not said["off"]:
            rows = rows.filter(active=True)
        if said["kind"]:
            rows = rows.filter(kind=said["kind"])
        words = said["q"]
        named = Q(code__startswith=words) | Q(name__icontains=words) | Q(short_name__icontains=words)
        return rows.filter(named) if words else rows


class UnitForm(KeptForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(
        label=_("Short name"), max_length=20, required=False, help_text=_("For lists and maps, where room is short.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    axis = forms.ChoiceField(
        label=_("Axis"),
        choices=Axis.choices,
        help_text=_("A line of work in the whole city, or all work in a territory."),
    )
    parent = forms.ModelChoiceField(
        Department.objects.active(), label=_("Unit above"), required=False, to_field_name="code", empty_label=_("None")
    )
    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.order_by("code"), label=_("Working calendar"), required=False, to_field_name="code",
        empty_label=_("The city's calendar"),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    active = forms.BooleanField(
        label=_("Active"), required=False, initial=True,
        help_text=_("A unit that is off gets no more cases; rules that name it say nothing."),
    )  # fmt: skip

    def __init__(self, *args: Any, of: Department | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of is not None:
            field: Any = self.fields["parent"]
            field.queryset = Department.objects.filter(Q(active=True) | Q(pk=of.parent_id)).exclude(pk=of.pk)

    def entered(self) -> UnitData:
        said = self.cleaned_data
        plain: Any = {name: said[name] for name in ("name", "short_name", "kind", "axis", "phone", "active")}
        codes: Any = {name: said[name].code if said[name] else "" for name in ("parent", "calendar")}
        return UnitData(**plain, **codes)


class NewUnitForm(UnitForm):
    code = code_field(_("Code"), 40)
    field_order = ["code", "name", "short_name", "kind", "axis", "parent", "calendar", "phone", "active"]
