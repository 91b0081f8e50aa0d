"""Which duty grids bring the most open cases for each inspector: on the home of who balances them during a shift."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.queries.loads import heaviest
from grids.registers import DUTY_GRIDS
from registry.homes import HomePart, HomeStatus, register

NAMED = 3


def _heaviest(user: User, at: datetime) -> Iterator[HomeStatus]:
    found = heaviest(user, most=NAMED)
    if not found:
        return
    words = _(", ").join(f"{each.name} {each.each}" for each in found)
    said = _("Most open cases per inspector: %(grids)s") % {"grids": words}
    yield HomeStatus(str(DUTY_GRIDS.plural), said, url=reverse("registry:list", args=[DUTY_GRIDS]))


register(HomePart("duty grids", 95, {Role.SHIFT_LEADER}, _heaviest))
