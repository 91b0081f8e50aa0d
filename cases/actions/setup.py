"""What administrators keep of a case's way: which road a source takes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actions import Keeper
from accounts.models import User
from cases.actions.catalogue import wrong
from cases.models import IntakeRoad, Road, Source


@dataclass(frozen=True)
class RoadWish:
    road: str


class Roads(Keeper[IntakeRoad, RoadWish]):
    """The key is the source; one without a row goes over the desk."""

    kind = "road"
    wish = RoadWish

    def find(self, key: str) -> IntakeRoad | None:
        return IntakeRoad.objects.select_for_update().filter(source=key).first()

    def said(self, row: IntakeRoad) -> RoadWish:
        return RoadWish(row.road)

    def name(self, row: IntakeRoad) -> str:
        return str(Source(row.source).label)

    def write(self, row: IntakeRoad | None, key: str, wish: RoadWish, by: User) -> IntakeRoad:
        if key not in Source.values or wish.road not in Road.values:
            raise wrong("road", _("There is no such source or road."))
        found = row or IntakeRoad(source=key)
        found.road = wish.road
        found.save()
        return found

    def undo(self, row: IntakeRoad) -> None:
        return None


road = Roads()
