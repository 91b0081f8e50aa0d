"""The items of a case, and those of a place."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from cases.models import Case
from places.models import Place
from registry.panels import Panel, register

_READS = DESK | OVERSIGHT | UNIT


def _reads(user: User, subject: Any) -> bool:
    return user.role in _READS


def _case_address(case: Case) -> str:
    return reverse("ledgers:items_of_case", args=[case.number])


def _place_address(place: Place) -> str:
    return reverse("ledgers:items_of_place", args=[place.code])


register(Panel(Case.SUBJECT, "case-items", _("Rectification ledger"), 30, _case_address, _reads))
register(Panel(Place.SUBJECT, "place-items", _("Rectification ledger"), 20, _place_address, _reads))
