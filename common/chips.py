"""The filters in force, in words: a list can say what it shows, and each filter can be taken off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm, BoundField, Field
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext

from common.moments import local

PAGE_KEYS = ("cursor", "page")
UNSAID = {"ordering"}  # says how, not what


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    without: str  # the query string that takes it off, beginning with "?"


def without(query: QueryDict, *names: str) -> str:
    """The query string without these keys; a changed filter always begins at the first page."""
    rest = query.copy()
    for name in (*names, *PAGE_KEYS):
        rest.pop(name, None)
    return "?" + rest.urlencode()


def in_words(field: Field, value: Any) -> str:
    """A cleaned value as the person chose it: the label of a choice, the name of a row, a local date."""
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(local(value), "Y-m-d H:i").removesuffix(" 00:00")
    choices = dict(getattr(field, "choices", None) or []) if not hasattr(field, "queryset") else {}
    if isinstance(value, (list, tuple, set)) or hasattr(value, "iterator"):
        return gettext(", ").join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, choices.get(str(value), value)))


def chip_of(bound: BoundField, value: Any, query: QueryDict) -> Chip:
    names = [name for name in query if name == bound.html_name or name.startswith(f"{bound.html_name}_")]
    return Chip(str(bound.label), in_words(bound.field, value), without(query, *names))


def chips_of(form: BaseForm, query: QueryDict) -> list[Chip]:
    """One chip for each filter that narrows, drawn as a field or not."""
    if not form.is_valid():
        return []
    values = {name: form.cleaned_data.get(name) for name in form.fields if name not in UNSAID}
    return [
        chip_of(form[name], value, query)
        for name, value in values.items()
        if value not in (None, "", [], ()) and len_of(value)
    ]


def len_of(value: Any) -> int:
    return len(value) if hasattr(value, "__len__") else 1
