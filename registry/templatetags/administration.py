"""`{% setup_tabs %}` and `{% setup_address %}`: where one is in administration, and its front page."""

from typing import Any

from django import template

from registry.tabs import first_address, tabs_of

register = template.Library()


@register.inclusion_tag("registry/tabs.html", takes_context=True)
def setup_tabs(context: template.Context) -> dict[str, Any]:
    return {"tabs": tabs_of(context["user"], context["request"].path)}


@register.simple_tag
def setup_address() -> str:
    return first_address()
