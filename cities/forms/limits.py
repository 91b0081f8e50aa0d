"""Limits of stages and the city's numbers, as administrators type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Intake, Source, Stage, Urgency
from cities.forms.common import DayForm, KeptForm, LimitFields
from registry.settings import SETTINGS, Setting, Value

TIMED = [(stage.value, stage.label) for stage in Stage if stage != Stage.DISPOSE]  # disposal has its condition's limit


class StageLimitForm(KeptForm, LimitFields, DayForm):
    field_order = ["seen", "limit_value", "limit_unit", "on"]


class NewStageLimitForm(StageLimitForm):
    stage = forms.ChoiceField(label=_("Stage"), choices=TIMED)
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("Any source")), *Source.choices],
        help_text=_("The limit that says more wins, the source before the urgency."),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("Any urgency")), *Urgency.choices])
    field_order = ["stage", "source", "urgency", "limit_value", "limit_unit", "on"]


class IntakeForm(KeptForm, DayForm):
    """One chooser for each source."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in Source:
            self.fields[source.value] = forms.ChoiceField(label=source.label, choices=Intake.choices)
        self.fields["on"] = self.fields.pop("on")  # the day comes last

    def intakes(self) -> dict[str, str]:
        return {source.value: self.cleaned_data[source.value] for source in Source}


class SettingsForm(KeptForm, DayForm):
    """A field for each setting of the registry, made from what it says of itself; empty is the default again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for setting in SETTINGS.values():
            self.fields[setting.name] = _field(setting)
        self.fields["on"] = self.fields.pop("on")  # the day comes last

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, setting in SETTINGS.items():
            if name in said and said[name] not in (None, ""):
                try:
                    said[name] = setting.checked(said[name])
                except ValueError as error:
                    self.add_error(name, str(error))
        return said

    def values(self) -> dict[str, Value]:
        """What was chosen; an empty field is the default."""
        return {
            name: setting.default if self.cleaned_data[name] in (None, "") else self.cleaned_data[name]
            for name, setting in SETTINGS.items()
        }


def _field(setting: Setting) -> forms.Field:
    common: dict[str, Any] = {
        "label": setting.label, "label_suffix": _default(setting), "required": False, "help_text": _help(setting),
    }  # fmt: skip
    if setting.kind == "bool":
        return forms.BooleanField(**common)
    if setting.kind == "time":
        return forms.CharField(max_length=5, widget=forms.TextInput({"type": "time"}), **common)
    step = {"step": "any"} if setting.kind == "float" else {}
    widget = forms.NumberInput({"min": setting.least, "max": setting.most, **step})
    number = forms.IntegerField if setting.kind == "int" else forms.FloatField
    return number(widget=widget, **common)


def _default(setting: Setting) -> str:
    default = setting.default
    if isinstance(default, bool):
        default = gettext("yes") if default else gettext("no")
    return gettext("default: %(default)s") % {"default": default}


def _help(setting: Setting) -> str:
    parts = [str(setting.help)] if setting.help else []
    if setting.least is not None and setting.most is not None:
        bounds = {"least": f"{setting.least:g}", "most": f"{setting.most:g}"}
        parts.append(gettext("From %(least)s to %(most)s.") % bounds)
    return " ".join(parts)
