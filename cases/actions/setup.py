"""What administrators keep of a case's way: roads of sources, limits of stages, the city's numbers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import Keeper
from accounts.models import User
from cases.actions.catalogue import read_limit, wrong
from cases.models import CitySetting, IntakeRoad, Road, Source, StageLimit, Urgency
from cases.settings import SETTINGS
from cases.workflow import Stage
from common.refusals import Missing


@dataclass(frozen=True)
class RoadWish:
    road: str


@dataclass(frozen=True)
class StageLimitWish:
    """A number and its unit: "4 work_hour"."""

    limit: str


@dataclass(frozen=True)
class SettingWish:
    value: Any


class Roads(Keeper[IntakeRoad, RoadWish]):
    """The key is the source; one without a row goes over the desk."""

    kind = "road"
    wish = RoadWish
    by_default = True

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


def stage_key(stage: str, source: str = "", urgency: str = "") -> str:
    """`stage|source|urgency`; empty is any."""
    return f"{stage}|{source}|{urgency}"


class StageLimits(Keeper[StageLimit, StageLimitWish]):
    """A limit that is taken away leaves the stage to the row that says less, or without a clock."""

    kind = "stage_limit"
    wish = StageLimitWish

    def find(self, key: str) -> StageLimit | None:
        return StageLimit.objects.select_for_update().filter(**_stage_named(key)).first()

    def said(self, row: StageLimit) -> StageLimitWish:
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

    def undo(self, row: StageLimit) -> None:
        return None


def _stage_named(key: str) -> dict[str, str]:
    parts = key.split("|")
    if len(parts) != 3:
        raise Missing(_("There is no such limit."))
    return dict(zip(("stage", "source", "urgency"), parts, strict=True))


class Settings(Keeper[CitySetting, SettingWish]):
    """The key is the setting's name; one without a row has its default, so back to the default is a wish of None."""

    kind = "setting"
    wish = SettingWish
    by_default = True

    def find(self, key: str) -> CitySetting | None:
        return CitySetting.objects.select_for_update().filter(name=key).first()

    def said(self, row: CitySetting) -> SettingWish:
        return SettingWish(row.value)

    def name(self, row: CitySetting) -> str:
        setting = SETTINGS.get(row.name)
        return str(setting.label) if setting else row.name

    def write(self, row: CitySetting | None, key: str, wish: SettingWish, by: User) -> CitySetting:
        if key not in SETTINGS:
            raise Missing(_("There is no such setting."))
        found = row or CitySetting(name=key)
        try:
            found.value = SETTINGS[key].checked(wish.value)
        except ValueError as error:
            raise wrong(key, str(error)) from error
        found.save()
        return found

    def undo(self, row: CitySetting) -> None:
        return None


road, stage_limit, city_setting = Roads(), StageLimits(), Settings()
