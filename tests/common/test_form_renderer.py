"""What is drawn in Python is, letter for letter, what Django's own templates draw."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from common.form_renderer import DRAWN, QuickRenderer

CHOICES = [("", _("All units")), ("a&b", "环卫 <b>"), ("c", mark_safe("<i>x</i>")), (1, 2)]
GROUPED = [("Bureaux", [("a", "A"), ("b", 'B "quoted"')]), ("c", "C")]
ATTRS = {"id": "id_x", "disabled": True, "autofocus": False, "placeholder": '"<&', "maxlength": 40}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(), 'a "quote" & <tag>'), (forms.TextInput(), None), (forms.TextInput(), ""),
        (forms.NumberInput(), 3), (forms.HiddenInput(), "true"), (forms.DateInput({"type": "date"}), "2026-03-02"),
        (forms.CheckboxInput(), True), (forms.CheckboxInput(), "yes"), (forms.PasswordInput(), "secret"),
        (forms.EmailInput(), "a@b"), (forms.URLInput(), "http://x/?a=1&b=2"), (forms.TimeInput(), "22:00"),
        (forms.Select(choices=CHOICES), "a&b"), (forms.Select(choices=CHOICES), None),
        (forms.Select(choices=GROUPED), "b"), (forms.SelectMultiple(choices=GROUPED), ["a", "c"]),
        (forms.NullBooleanSelect(), True), (forms.Select(choices=[]), None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("attrs", [{}, ATTRS])
def test_a_widget_looks_as_before(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> None:
    assert widget.template_name in DRAWN
    ours, djangos = (widget.render("x&y", value, attrs, renderer()) for renderer in (QuickRenderer, DjangoTemplates))
    assert ours == djangos


def test_any_other_widget_goes_to_its_template() -> None:
    widget = forms.RadioSelect(choices=GROUPED)
    ours, djangos = (widget.render("x", "a", {}, renderer()) for renderer in (QuickRenderer, DjangoTemplates))
    assert ours == djangos
