"""How the change log is narrowed."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.forms.common import day_field, search_field
from cities.words import KINDS
from common.download import between
from registry.models import Change
from registry.registers.folder import CITY_KIND


class ChangeFilter(forms.Form):
    q = search_field(_("Code or name"))
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *KINDS.items()])
    by = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, to_field_name="username", empty_label=_("Anybody")
    )
    since = day_field(_("From"), required=False)
    until = day_field(_("Up to"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=150)
    load = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(changes__isnull=False).distinct().order_by("name")
        self.fields["by"].queryset = people  # type: ignore[attr-defined]

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
