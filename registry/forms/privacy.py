"""How the record of personal data is narrowed."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.download import between
from registry.forms.fields import day_bound_field, search_field
from registry.models import PrivacyAct, PrivacyRecord


class PrivacyFilter(forms.Form):
    q = search_field(_("Number of the case"))
    act = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *PrivacyAct.choices])
    since, until = day_bound_field(_("From")), day_bound_field(_("Up to"))

    def narrow(self, rows: QuerySet[PrivacyRecord]) -> QuerySet[PrivacyRecord]:
        said = self.cleaned_data
        if said["q"]:
            rows = rows.filter(label__icontains=said["q"])
        if said["act"]:
            rows = rows.filter(act=said["act"])
        return between(rows, "at", said["since"], said["until"])
