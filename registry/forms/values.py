"""One form for all values of a register whose things are always the same: the settings, the intake of the sources."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from common.fields import CodeField
from common.templatetags.marks import lang_of
from registry.cells import Text
from registry.forms.kept import DayForm, KeptForm
from registry.settings import GROUPS, SETTINGS, Setting


class ValuesForm(KeptForm, DayForm):
    """A field for each value; the day comes last."""

    def __init__(self, asked: Mapping[str, forms.Field], data: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial={**initial})
        self.names = [*asked]
        self.fields |= asked
        self.fields["on"] = self.fields.pop("on")

    def groups(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """The fields as the page draws them, under a heading each."""
        return [("", self.visible_fields())]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class SettingsForm(ValuesForm):
    """A field for each setting, made from what it says of itself; empty is the default again."""

    def __init__(self, data: Any, initial: Mapping[str, Any]) -> None:
        super().__init__({name: _field(setting) for name, setting in SETTINGS.items()}, data, initial)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, setting in SETTINGS.items():
            if said.get(name) in (None, "") and name in said:
                said[name] = setting.default
            elif name in said:
                self._check(setting, said)
        return said

    def groups(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """Those of each house under its name, the day last."""
        found: list[tuple[Text, list[forms.BoundField]]] = [
            (title, [self[name] for name in names]) for title, names in GROUPS.values()
        ]
        return [*found, ("", [self["on"]])]

    def _check(self, setting: Setting, said: dict[str, Any]) -> None:
        try:
            said[setting.name] = setting.checked(said[setting.name])
        except ValueError as error:
            self.add_error(setting.name, str(error))


def _field(setting: Setting) -> forms.Field:
    common: dict[str, Any] = {
        "label": setting.label, "label_suffix": _default(setting), "required": False, "help_text": _help(setting),
    }  # fmt: skip
    if setting.kind == "bool":
        return forms.BooleanField(**common)
    if setting.kind == "text":
        return CodeField(max_length=40, **common)
    if setting.kind == "time":
        return CodeField(max_length=5, widget=forms.TextInput({"type": "time"}), **common)
    if setting.kind == "choice":
        return forms.ChoiceField(choices=[*setting.choices.items()], **common)
    step = {"step": "any"} if setting.kind == "float" else {}
    widget = forms.NumberInput({"min": setting.least, "max": setting.most, **step})
    number = forms.IntegerField if setting.kind == "int" else forms.FloatField
    return number(widget=widget, **common)


def _default(setting: Setting) -> str:
    """What holds without a word of the city. A text goes onto papers as it stands, in the language of the papers."""
    default = setting.choices.get(str(setting.default), setting.default)
    if isinstance(default, bool):
        default = _("yes") if default else _("no")
    words = _("default: %(default)s")
    if setting.kind != "text":
        return words % {"default": default}
    before, __, after = words.partition("%(default)s")
    return format_html("{}<span{}>{}</span>{}", before, lang_of(default), default, after) if default else ""


def _help(setting: Setting) -> str:
    parts = [str(setting.help)] if setting.help else []
    if setting.least is not None and setting.most is not None:
        bounds = {"least": f"{setting.least:g}", "most": f"{setting.most:g}"}
        parts.append(_("From %(least)s to %(most)s.") % bounds)
    return " ".join(parts)
