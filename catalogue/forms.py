"""What administrators type of the catalogue beside what its registers declare."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.choices import MatterKind
from catalogue.models import Category, MajorClass
from common.words import with_word
from registry.forms.fields import search_field
from registry.forms.kept import RegisterForm
from registry.registers import Field


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
            known = Q(code__startswith=words) | with_word(words, "name", "name_en")
            rows = rows.filter(known | Q(initials__startswith=words.lower()))
        return rows


class SubclassForm(RegisterForm):
    """The class is chosen among all that are in force; a new subclass is of its taxonomy and kind."""

    def _asked(self) -> Iterable[tuple[Any, Field]]:
        named = ("taxonomy", "kind")
        return [(owner, field) for owner, field in super()._asked() if field.name not in named]

    def _field(self, owner: Any, field: Field, value: Any) -> forms.Field:
        if field.name != "major":
            return super()._field(owner, field, value)
        majors = MajorClass.objects.filter(taxonomy__ended_on=None).select_related("taxonomy").order_by("kind", "code")
        if self.row is not None:
            majors = majors.filter(taxonomy=self.row.taxonomy_id, kind=self.row.kind)
            self.initial["major"] = self.row.major_id
        return ClassField(majors, label=str(field.label), empty_label=None)

    def key(self) -> str:
        if self.row is None:
            major: MajorClass = self.cleaned_data["major"]
            self.fixed = {"taxonomy": major.taxonomy.code, "kind": major.kind}
        return super().key()

    def _value(self, field: Field) -> Any:
        return self.cleaned_data["major"].code if field.name == "major" else super()._value(field)


class ClassField(forms.ModelChoiceField[MajorClass]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj} ({obj.get_kind_display()})"
