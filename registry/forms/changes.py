"""How the change log is narrowed."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.download import between
from common.fields import CodeField
from registry.forms.fields import day_bound_field, search_field
from registry.models import Change
from registry.registers import CITY_KIND, LOGGED, REGISTERS, title_of


class ChangeFilter(forms.Form):
    q = search_field(_("Code or name"))
    kind = forms.ChoiceField(label=_("What"), required=False)
    by = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, to_field_name="username", empty_label=_("Anybody")
    )
    since = day_bound_field(_("From"))
    until = day_bound_field(_("Up to"))
    key = CodeField(widget=forms.HiddenInput, required=False, max_length=250)
    load = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, by = self.fields["kind"], self.fields["by"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(by, forms.ModelChoiceField)
        kinds = [(kind, title_of(kind)) for kind in (*REGISTERS, *LOGGED)]
        kind.choices = [("", _("Everything")), *kinds]
        by.queryset = User.objects.filter(changes__isnull=False).distinct().order_by("name")

    def narrow(self, changes: QuerySet[Change]) -> QuerySet[Change]:
        said = self.cleaned_data
        for name in ("kind", "by", "key"):
            if said[name]:
                changes = changes.filter(**{name: said[name]})
        if said["load"]:
            changes = changes.filter(batch=said["load"])
        elif not (said["kind"] or said["key"] or said["q"]):
            # A load may have changed a hundred thousand things: its own entry leads to them.
            changes = changes.filter(Q(batch=None) | Q(kind=CITY_KIND))
        if said["q"]:
            changes = changes.filter(Q(key__icontains=said["q"]) | Q(label__icontains=said["q"]))
        return between(changes, "at", said["since"], said["until"])
