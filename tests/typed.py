"""The administrator at the pages, and what is typed there."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone


def day(number: int) -> str:
    """So many days from now."""
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def seen(client: Client, path: str) -> str:
    """What the hidden field of a form says that it showed."""
    return str(client.get(path).context["form"]["seen"].value())


def condition(**rest: str) -> dict[str, str]:
    said = {"text": "有", "urgency": "normal", "limit_value": "2", "limit_unit": "work_hour"}
    return said | {"effective_from": "2020-01-01"} | rest


def unit(**rest: str) -> dict[str, str]:
    return {"name": "园林所", "kind": "bureau", "axis": "line", "active": "on", **rest}


def calendar(**rest: Any) -> dict[str, Any]:
    said = {"name": "全市", "shifts": "08:00-12:00 14:00-18:00", "weekdays": [0, 1, 2, 3, 4], "is_default": "on"}
    return said | rest


def person(**rest: Any) -> dict[str, Any]:
    return {"name": "丽娜", "role": "handler", "unit": "roads", "active": "on", **rest}
