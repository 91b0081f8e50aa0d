"""Classes, subclasses and filing conditions, as administrators type them."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.choices import MatterKind, Urgency
from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from catalogue.registers import ClassData, ConditionData, SubclassData
from cities.forms.common import DayForm, KeptForm, LimitFields, code_field, day_field, search_field
from departments.models import Kind

COMING = _("With a day to come it changes by itself on that day; until then all stays as it is.")
AREA = forms.Textarea({"rows": 3})


class CatalogueFilter(forms.Form):
    q = search_field(_("Code, name or pinyin"))
    major = forms.ModelChoiceField(
        MajorClass.objects.filter(taxonomy__ended_on=None),
        label=_("Class"),
        required=False,
        empty_label=_("All classes"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Both")), *MatterKind.choices])
    ended = forms.ChoiceField(
        label=_("Shown"), required=False, choices=[("", _("In force")), ("1", _("Ended ones too"))]
    )

    def narrow(self, rows: QuerySet[Category]) -> QuerySet[Category]:
        said = self.cleaned_data
        if not said["ended"]:
            rows = rows.filter(ended_on=None)
        for name in ("major", "kind"):
            if said[name]:
                rows = rows.filter(**{name: said[name]})
        if words := said["q"]:
            known = Q(code__startswith=words) | Q(name__icontains=words) | Q(name_en__icontains=words)
            rows = rows.filter(known | Q(initials__startswith=words.lower()))
        return rows


class ClassForm(KeptForm, DayForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    field_order = ["name", "name_en", "on"]

    def entered(self) -> ClassData:
        return ClassData(self.cleaned_data["name"], self.cleaned_data["name_en"])


class NewClassForm(ClassForm):
    taxonomy = forms.ModelChoiceField(
        Taxonomy.objects.filter(ended_on=None), label=_("Taxonomy"), to_field_name="code", empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=MatterKind.choices)
    code = code_field(_("Code"), 10)
    field_order = ["taxonomy", "kind", "code", "name", "name_en", "on"]

    def key(self) -> str:
        said = self.cleaned_data
        return f"{said['taxonomy'].code}|{said['kind']}:{said['code']}"


class SubclassForm(KeptForm):
    major = forms.ModelChoiceField(MajorClass.objects.none(), label=_("Class"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=150, required=False)
    unit_type = forms.ChoiceField(
        label=_("Usual kind of unit"), required=False, choices=[("", "–"), *Kind.choices],
        help_text=_("What kind of unit fixes this in most cities; the routing rules decide."),
    )  # fmt: skip
    effective_from = day_field(_("In force from"), initial=timezone.localdate, help_text=COMING)

    def __init__(self, *args: Any, of: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        majors = MajorClass.objects.filter(taxonomy__ended_on=None).select_related("taxonomy")
        if of is not None:
            majors = majors.filter(taxonomy=of.taxonomy_id, kind=of.kind)
            self._keep_unit_type(of.unit_type)
        field: Any = self.fields["major"]
        field.queryset = majors.order_by("kind", "code")
        field.label_from_instance = lambda row: f"{row.code} {row} ({row.get_kind_display()})"

    def _keep_unit_type(self, unit_type: str) -> None:
        """A loaded catalogue may use words of its own here; they stay choosable where they stand."""
        field: Any = self.fields["unit_type"]
        if unit_type and unit_type not in dict(field.choices):
            field.choices = [*field.choices, (unit_type, unit_type)]

    def entered(self) -> SubclassData:
        said = self.cleaned_data
        return SubclassData(
            major=said["major"].code, name=said["name"], name_en=said["name_en"], unit_type=said["unit_type"],
            effective_from=said["effective_from"], ended_on=self.of.ended_on if self.of else None,
            status=self.of.status if self.of else "", code_2013=self.of.code_2013 if self.of else "",
        )  # fmt: skip


class NewSubclassForm(SubclassForm):
    code = code_field(_("Code"), 40)
    field_order = ["major", "code", "name", "name_en", "unit_type", "effective_from"]

    def key(self) -> str:
        major: MajorClass = self.cleaned_data["major"]
        return f"{major.taxonomy.code}|{major.kind}:{self.cleaned_data['code']}"


class ConditionForm(KeptForm, LimitFields):
    text = forms.CharField(label=_("Filing condition"), max_length=2000, widget=AREA)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    closing_text = forms.CharField(label=_("Closing condition"), max_length=2000, widget=AREA, required=False)
    source = forms.CharField(
        label=_("Where the limit comes from"), max_length=40, required=False, help_text=_("A manual, or a decision.")
    )
    effective_from = day_field(_("In force from"), initial=timezone.localdate, help_text=COMING)
    field_order = ["seen", "text", "urgency", "limit_value", "limit_unit", "closing_text", "source", "effective_from"]

    def __init__(self, *args: Any, of: FilingCondition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def entered(self) -> ConditionData:
        said = self.cleaned_data
        return ConditionData(
            text=said["text"], urgency=said["urgency"], limit=self.limit(), closing_text=said["closing_text"],
            source=said["source"], effective_from=said["effective_from"],
            ended_on=self.of.ended_on if self.of else None,
        )  # fmt: skip


class NewConditionForm(ConditionForm):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=32_767)
    field_order = ["number", *ConditionForm.field_order]
