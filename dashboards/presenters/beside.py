"""What waits beside the cases: late rounds, orders and items, and who is in the street."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# As the homes of those who answer for them ask: name, words, page, question.
_LATE: tuple[tuple[str, Promise, str, str], ...] = (
    ("rounds", _("Overdue rounds"), "rounds:list", "overdue=true"),
    ("unsigned", _("Orders nobody has signed for"), "ledgers:orders", "unsigned=true"),
    ("orders", _("Orders without reply, past their limit"), "ledgers:orders", "overdue=true"),
    ("items", _("Items past the limit"), "ledgers:items", "overdue=true"),
)


@dataclass(frozen=True)
class Wait:
    label: Promise
    value: int
    url: str


def waits(found: Mapping[str, int]) -> list[Wait]:
    return [
        Wait(label, found.get(name, 0), f"{reverse(page)}?{question}") for name, label, page, question in _LATE
    ]  # fmt: skip
