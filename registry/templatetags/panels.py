"""`{% panels "case" case %}`: what other houses show about this subject."""

from typing import Any

from django import template

from registry.panels import panels_of

register = template.Library()


@register.inclusion_tag("registry/panels.html", takes_context=True)
def panels(context: template.Context, kind: str, subject: Any) -> dict[str, Any]:
    return {"kind": kind, "panels": list(panels_of(kind, subject, user=context["user"]))}
