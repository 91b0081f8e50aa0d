"""How the list of routing rules is narrowed."""

from datetime import date

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import RoutingRule
from catalogue.models import MajorClass
from common.words import with_word
from departments.models import Department
from grids.models import Area
from registry.forms.fields import search_field


class RuleFilter(forms.Form):
    q = search_field(_("Number, code, name or note"))
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Unit"), required=False, to_field_name="code", empty_label=_("All units")
    )
    major = forms.ModelChoiceField(
        MajorClass.objects.filter(taxonomy__ended_on=None),
        label=_("Class"),
        required=False,
        empty_label=_("All classes"),
    )
    area = forms.ModelChoiceField(
        Area.objects.current().exclude(level="community").defer("geom"), label=_("Area"), required=False,
        to_field_name="code", empty_label=_("The whole city"),
    )  # fmt: skip
    ended = forms.ChoiceField(
        label=_("Shown"), required=False, choices=[("", _("In force")), ("1", _("Ended ones too"))]
    )

    def narrow(self, rules: QuerySet[RoutingRule], today: date) -> QuerySet[RoutingRule]:
        said = self.cleaned_data
        if not said["ended"]:
            rules = rules.filter(Q(ended_on=None) | Q(ended_on__gt=today))
        if said["department"]:
            rules = rules.filter(department=said["department"])
        if major := said["major"]:
            rules = rules.filter(Q(major=major) | Q(category__major=major) | Q(condition__category__major=major))
        if area := said["area"]:
            rules = rules.filter(Q(area=area) | Q(area__parent=area) | Q(unit_grid__community__parent=area))
        return rules.filter(_about(said["q"])) if said["q"] else rules


def _about(words: str) -> Q:
    number = Q(pk=int(words.lstrip("#"))) if words.lstrip("#").isdecimal() and len(words) < 12 else Q()
    named = with_word(words, "note", "area__name", "department__name", "category__name", "condition__category__name")
    coded = Q(unit_grid__code__startswith=words) | Q(duty_grid__code__startswith=words)
    for subclass in ("category", "condition__category"):
        coded |= Q(**{f"{subclass}__code__startswith": words})
    return named | coded | number if number else named | coded
