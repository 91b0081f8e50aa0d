"""The way to one's own numbers: of a head to the scorecard of the unit, of others to their own month."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from evaluations.queries.readers import HEADS
from registry.homes import HomePart, HomeStatus, register


def _rows(user: User, at: datetime) -> Iterable[HomeStatus]:
    """Without a look at the numbers: a home is opened often."""
    words = _("better or worse than others and than before, why, what to do first")
    yield HomeStatus(gettext_lazy("Scorecard of the unit"), words, url=reverse("evaluations:own_unit"))


def _own(user: User, at: datetime) -> Iterable[HomeStatus]:
    words = _("what became of my reports, what is assigned to me")
    yield HomeStatus(gettext_lazy("My numbers"), words, url=reverse("evaluations:my_card"))


register(HomePart("scorecard of a unit", 5, HEADS, _rows))
register(HomePart("one's own month", 95, {Role.INSPECTOR, Role.HANDLER}, _own))
