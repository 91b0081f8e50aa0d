"""What a city decides about its orders: their numbers, who stands on them, and how long they may lie."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.text import clean
from registry.settings import Setting, declare

SIGN_HOURS, DAYS, BODY = "order_sign_hours", "order_days", "order_body"
SERIES = "order_series_"  # before the kind
NAMES = (SIGN_HOURS, DAYS, BODY, *(f"{SERIES}{kind}" for kind in ("supervision", "rectification", "to_party")))


def _words(value: Any) -> str:
    return clean(str(value), max_length=40)


def _series(value: Any) -> str:
    return clean(str(value), max_length=12)


declare(
    "orders", _("Orders"),
    Setting(SIGN_HOURS, 4, _("Working hours within which an order is signed for"), "", 1, 240),
    Setting(DAYS, 5, _("Days to reply to an order that the platform draws up for a late item"), "", 1, 90),
    Setting(
        BODY, "", _("Body that issues orders"), _("As it stands above the seal; without it the name of the city."),
        text=_words,
    ),
    Setting(
        f"{SERIES}supervision", "督办", _("Series of supervision orders"),
        _("Stands before year and number: 督办〔2026〕12号."), text=_series,
    ),
    Setting(f"{SERIES}rectification", "整改", _("Series of rectification notices"), "", text=_series),
    Setting(f"{SERIES}to_party", "责改", _("Series of orders to correct"), "", text=_series),
)  # fmt: skip
