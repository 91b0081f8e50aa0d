"""What administrators keep of a case's way: roads of sources and limits of stages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.catalogue import read_limit, wrong
from cases.models import IntakeRoad, Road, Source, StageLimit, Urgency
from cases.workflow import Stage
from common.refusals import Missing
from registry.registers import RowRegister


@dataclass(frozen=True)
class RoadWish:
    road: str


@dataclass(frozen=True)
class StageLimitWish:
    """A number and its unit: "4 work_hour"."""

    limit: str


class Roads(RowRegister[IntakeRoad, RoadWish]):
    """The key is the source; one without a row goes over the desk."""

    kind = "road"
    wish = RoadWish
    by_default = True

    def find(self, key: str) -> IntakeRoad | None:
        return IntakeRoad.objects.select_for_update().filter(source=key).first()

    def snapshot(self, row: IntakeRoad) -> RoadWish:
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

    def inverse(self, row: IntakeRoad) -> None:
        return None


def stage_key(stage: str, source: str = "", urgency: str = "") -> str:
    """`stage|source|urgency`; empty is any."""
    return f"{stage}|{source}|{urgency}"


class StageLimits(RowRegister[StageLimit, StageLimitWish]):
    """A limit that is taken away leaves the stage to the row that says less, or without a clock."""

    kind = "stage_limit"
    wish = StageLimitWish

    def find(self, key: str) -> StageLimit | None:
        return StageLimit.objects.select_for_update().filter(**_stage_named(key)).first()

    def snapshot(self, row: StageLimit) -> StageLimitWish:
        return StageLimitWish(row.limit.text)

    def name(self, row: StageLimit) -> str:
        parts = [Stage(row.stage).label]
        parts += [Source(row.source).label] if row.source else []
        parts += [Urgency(row.urgency).label] if row.urgency else []
        return " · ".join(str(part) for part in parts)

    def write(self, row: StageLimit | None, key: str, wish: StageLimitWish, by: User) -> StageLimit:
        named = _stage_named(key)
        known = {"stage": Stage.values, "source": ["", *Source.values], "urgency": ["", *Urgency.values]}
        for name, value in named.items():
            if value not in known[name]:
                raise wrong(name, _("There is no such stage, source or urgency."))
        limit = read_limit(wish.limit)
        found = row or StageLimit(**named)
        found.value, found.unit = limit.value, limit.unit
        found.save()
        return found

    def inverse(self, row: StageLimit) -> None:
        return None


def _stage_named(key: str) -> dict[str, str]:
    parts = key.split("|")
    if len(parts) != 3:
        raise Missing(_("There is no such limit."))
    return dict(zip(("stage", "source", "urgency"), parts, strict=True))


road, stage_limit = Roads(), StageLimits()
