"""The way of a head to the scorecard of the own unit."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from evaluations.queries.readers import HEADS
from registry.homes import HomePart, HomeStatus, register


def _rows(user: User, at: datetime) -> Iterable[HomeStatus]:
    """Without a look at the numbers: a home is opened often."""
    words = _("better or worse than others and than before, why, what to do first")
    yield HomeStatus(gettext_lazy("Scorecard of the unit"), words, url=reverse("evaluations:own_unit"))


register(HomePart("scorecard of a unit", 5, HEADS, _rows))
