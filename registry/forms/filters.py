"""How the list of a register is narrowed: by words, by whatever has a list to choose from, and by what has ended."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.phones import normal_phone
from common.words import with_word
from registry.cells import optional_phone
from registry.forms.fields import search_field
from registry.registers import Field, TableRegister

Table = TableRegister[Any, Any]


class RegisterFilter(forms.Form):
    """The choosers of a list; `q` looks into all columns of text."""

    q = search_field(_("Code or name"))

    def __init__(self, register: Table, data: Any) -> None:
        super().__init__(data)
        self.register = register
        self.choosers = {field.name: path for field in register.listed_fields if (path := register.filtered_by(field))}
        for name in self.choosers:
            self.fields[name] = self._chooser(register.by_name[name])
        if ended := _ended(register):
            choices = [("", _("In force") if ended == "ended" else _("Active")), ("1", _("Those that are not, too"))]
            self.fields[ended] = forms.ChoiceField(label=_("Shown"), required=False, choices=choices)

    def _chooser(self, field: Field) -> forms.ChoiceField:
        options = self.register.options(field, None) if field.refers else list(field.cell.choices.items())
        return forms.ChoiceField(label=str(field.label), required=False, choices=[("", _("All")), *options])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        said = self.cleaned_data
        if not any(said.get(name) for name in ("ended", "off")):
            rows = self.register.open_rows(rows)
        rows = rows.filter(**{path: said[name] for name, path in self.choosers.items() if said[name]})
        return rows.filter(_with_words(self.register, said["q"])) if said["q"] else rows


def _ended(register: Table) -> str:
    """What the switch is called that shows what is over, too; empty where nothing is ever over."""
    return "off" if "active" in register.by_name else "ended" if "ended_on" in register.by_name else ""


def _with_words(register: Table, words: str) -> Q:
    asked, phone = Q(pk__in=()), _as_phone(words)
    for field in register.own_fields:
        if field.name in register.columns_of_model and not field.cell.choices and _is_text(register, field):
            asked |= with_word(words, field.name)
            if phone and field.cell.read is optional_phone:
                asked |= Q(**{field.name: phone})
    return asked


def _as_phone(words: str) -> str:
    """The words as a telephone number is kept, however it was typed; "" where they are none."""
    try:
        return normal_phone(words)
    except ValueError:
        return ""


def _is_text(register: Table, field: Field) -> bool:
    return isinstance(register.model._meta.get_field(field.name), models.CharField | models.TextField)
