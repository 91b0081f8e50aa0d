"""Inputs and choices drawn in Python, letter for letter as Django's templates draw them.

Django renders a template for each `<option>`, and a list with its filters has two hundred of them.
Any other widget goes on to its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape

Widget = Mapping[str, Any]  # what a widget's `get_context` says of it
FOLDER = "django/forms/widgets/"
OPTION = f"{FOLDER}select_option.html"


class QuickRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        drawn = draw(context["widget"]) if draw is not None else None
        return drawn if drawn is not None else super().render(template_name, context, request)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'


def _select(widget: Widget) -> str | None:
    """None where an option has a template of its own."""
    groups = widget["optgroups"]
    if any(option["template_name"] != OPTION for __, options, ___ in groups for option in options):
        return None
    inner = "".join(_group(name, options) for name, options, __ in groups)
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{inner}\n</select>'


def _group(name: str | None, options: list[Widget]) -> str:
    inner = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{_text(name)}">{inner}\n  </optgroup>' if name else inner


def _option(option: Widget) -> str:
    return f'<option value="{_text(option["value"])}"{_attributes(option)}>{_shown(option["label"])}</option>\n'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: object) -> str:
    return conditional_escape(str(value))


def _shown(label: object) -> str:
    return conditional_escape(str(localize(label)))


INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "input")
DRAWN: Mapping[str, Callable[[Widget], str | None]] = {
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
    f"{FOLDER}select.html": _select,
}
