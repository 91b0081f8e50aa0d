"""People as administrators type them: who, which role, which unit, which duty grids."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import UNIT, Role
from departments.actions import PersonData
from departments.actions.members import UNITLESS
from departments.models import Department
from grids.models import DutyGrid
from registry.forms.fields import search_field
from registry.forms.kept import KeptForm


class PeopleFilter(forms.Form):
    q = search_field(_("Name or user name"))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    unit = forms.ModelChoiceField(
        Department.objects.active(),
        label=pgettext_lazy("of a person", "Unit"),
        required=False,
        to_field_name="code",
        empty_label=_("All units"),
    )
    off = forms.ChoiceField(label=_("Shown"), required=False, choices=[("", _("Active")), ("1", _("Those off too"))])

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        said = self.cleaned_data
        if not said["off"]:
            people = people.filter(is_active=True)
        if said["role"]:
            people = people.filter(role=said["role"])
        if said["unit"]:
            people = people.filter(membership__department=said["unit"])
        words = said["q"]
        return people.filter(Q(username__icontains=words) | Q(name__icontains=words)) if words else people


class PersonForm(KeptForm):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    unit = forms.ModelChoiceField(
        Department.objects.active(), label=pgettext_lazy("of a person", "Unit"), required=False, to_field_name="code",
        empty_label=_("None"),
        help_text=_("Handlers and heads of units need one; administrators, auditors and leaders have none."),
    )  # fmt: skip
    grids = forms.ModelMultipleChoiceField(
        DutyGrid.objects.filter(ended_on=None), label=_("Duty grids"), required=False, to_field_name="code",
        help_text=_("Only inspectors walk duty grids."), widget=forms.SelectMultiple({"size": 6}),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    active = forms.BooleanField(
        label=_("Active"), required=False, initial=True,
        help_text=_("Who is off can't sign in, and keys to the API stop working. History keeps the name."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What belongs together: a role with a unit, or with duty grids, or with neither."""
        said = super().clean() or self.cleaned_data
        role, active = said.get("role"), said.get("active")
        if role in UNIT and active and not said.get("unit"):
            self.add_error("unit", gettext("A person of a unit needs a unit."))
        if role in UNITLESS and said.get("unit"):
            self.add_error("unit", gettext("A person with this role handles no cases and belongs to no unit."))
        if role and role != Role.INSPECTOR and said.get("grids"):
            self.add_error("grids", gettext("Only inspectors walk duty grids."))
        return said

    def entered(self) -> PersonData:
        return PersonData(**{name: self.cleaned_data[name] for name in ("name", "role", "phone", "email", "active")})

    def unit_code(self) -> str:
        unit: Department | None = self.cleaned_data["unit"]
        return unit.code if unit else ""

    def grid_codes(self) -> tuple[str, ...]:
        return tuple(sorted(grid.code for grid in self.cleaned_data["grids"]))


class NewPersonForm(PersonForm):
    username = forms.CharField(
        label=_("User name"), max_length=150, help_text=_("For signing in. It stays for ever."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["username", "name", "role", "unit", "grids", "phone", "email", "active"]
