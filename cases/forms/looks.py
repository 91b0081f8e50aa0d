"""How the list of those who looked at a reporter's name is narrowed."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Purpose, Unmasking
from common.download import between
from common.fields import CodeField, TextField
from common.words import with_word
from registry.forms.fields import day_bound_field


class LooksFilter(forms.Form):
    who = TextField(
        label=_("Who"),
        required=False,
        max_length=150,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name")}),
    )
    case = CodeField(label=_("Case number"), required=False, max_length=40)
    purpose = forms.ChoiceField(label=_("What for"), required=False, choices=[("", _("Anything")), *Purpose.choices])
    since, until = day_bound_field(_("From")), day_bound_field(_("Up to"))

    def narrow(self, rows: QuerySet[Unmasking]) -> QuerySet[Unmasking]:
        said = self.cleaned_data
        if who := said["who"].strip():
            rows = rows.filter(Q(user__username=who) | with_word(who, "user__name"))
        if number := said["case"].strip():
            rows = rows.filter(case__number=number)
        if said["purpose"]:
            rows = rows.filter(purpose=said["purpose"])
        return between(rows, "at", said["since"], said["until"])
