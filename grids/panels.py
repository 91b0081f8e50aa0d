"""What grids show beside an area or a unit grid: the outlines that it had before."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from grids.models import Area, Outline, UnitGrid
from grids.registers import AREAS, UNIT_GRIDS
from registry.panels import Panel, register
from registry.tabs import READERS

Place = Area | UnitGrid


def declare() -> None:
    for kept in (AREAS, UNIT_GRIDS):
        address, number = partial(_address, kept.kind), partial(_number, kept.kind)
        register(Panel(kept.kind, "outlines", _("Borders of before"), 10, address, _reads_setup, number))


def _address(kind: str, place: Place) -> str:
    return reverse("grids:outlines", args=[kind, place.code])


def _number(kind: str, user: User, place: Place) -> int:
    return Outline.objects.before(kind, place.code).count()


def _reads_setup(user: User, place: Place) -> bool:
    return user.role in READERS
