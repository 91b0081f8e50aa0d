"""The places of the city on the checklist of its set-up: areas, grids and the ground of the map."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from grids.models import Area, BaseMapFeature, CityVersion, Component, ComponentState, DutyGrid, Level, UnitGrid
from grids.registers import AREAS, COMPONENTS, DUTY_GRIDS, UNIT_GRIDS
from registry.checklist import (
    CityState,
    Item,
    Problem,
    Weight,
    declare_check,
    declare_city,
    declare_part,
    found,
    missing,
)


def declare() -> None:
    declare_part("areas", 10, _areas)
    declare_part("unit_grids", 20, _unit_grids)
    declare_part("duty_grids", 30, _duty_grids)
    declare_part("components", 35, _components)
    declare_part("ground", 40, _ground)
    declare_check("people", _idle_inspectors)
    declare_city(_city)


def _city() -> CityState | None:
    row = CityVersion.objects.order_by("-number").first()
    return CityState(row.name, row.number, row.loaded_at) if row else None


def _areas(today: date) -> Item:
    areas = Area.objects.current().defer("geom")
    levels = list(areas.values_list("level", flat=True))
    facts = [_of_level(level, levels.count(level)) for level in Level]
    problems = [] if levels else missing(Weight.STOPS, _("No areas: no report can be located."))
    problems += found(
        Weight.HURTS, lambda n: ngettext("%d area lies in no larger one", "%d areas lie in no larger one", n) % n,
        areas.filter(parent=None).exclude(level=Level.DISTRICT),
    )  # fmt: skip
    return Item(_("Areas"), "map-2", facts, "areas.geojson", AREAS.home, problems=problems)


def _of_level(level: Level, n: int) -> tuple[int, str]:
    words = {
        Level.DISTRICT: ngettext("district", "districts", n),
        Level.STREET: ngettext("sub-district", "sub-districts", n),
        Level.COMMUNITY: ngettext("community", "communities", n),
    }
    return n, words[level]


def _unit_grids(today: date) -> Item:
    grids = UnitGrid.objects.current().defer("geom")

    def sentence(n: int) -> str:
        return (
            ngettext(
                "%d unit grid belongs to no duty grid: nobody checks there",
                "%d unit grids belong to no duty grid: nobody checks there",
                n,
            )
            % n
        )

    problems = found(Weight.STOPS, sentence, grids.filter(duty_grid=None))
    facts = [(grids.count(), _("in force"))]
    return Item(_("Unit grids"), "grid-dots", facts, "unit_grids.geojson", UNIT_GRIDS.home, problems=problems)


def _duty_grids(today: date) -> Item:
    grids = DutyGrid.objects.filter(ended_on=None)
    walked = User.objects.filter(duty_grids=OuterRef("pk"), is_active=True, role=Role.INSPECTOR)
    problems = found(
        Weight.STOPS, lambda n: ngettext("%d duty grid has no inspector", "%d duty grids have no inspector", n) % n,
        grids.filter(~Exists(walked)),
    )  # fmt: skip
    problems += found(
        Weight.HURTS, lambda n: ngettext("%d duty grid holds no unit grid", "%d duty grids hold no unit grid", n) % n,
        grids.filter(~Exists(UnitGrid.objects.current().filter(duty_grid=OuterRef("pk")))),
    )  # fmt: skip
    facts = [(grids.count(), _("in force"))]
    return Item(_("Duty grids"), "walk", facts, "duty_grids.csv", DUTY_GRIDS.home, problems=problems)


def _components(today: date) -> Item:
    """A city may do without them, so that none is no fault."""
    number = Component.objects.exclude(state=ComponentState.REMOVED).count()
    facts = [(number, _("in the street"))]
    return Item(str(COMPONENTS.plural), COMPONENTS.icon, facts, COMPONENTS.file, COMPONENTS.home)


def _ground(today: date) -> Item:
    number = BaseMapFeature.objects.count()
    problems = [] if number else missing(Weight.HURTS, _("The map has no ground to read it by."))
    facts = [(number, _("roads, waters, greens"))]
    return Item(_("Base map"), "road", facts, "ground.geojson", reverse("grids:base_map"), problems=problems)


def _idle_inspectors(today: date) -> Iterable[Problem]:
    return found(
        Weight.HURTS,
        lambda n: ngettext("%d inspector walks no duty grid", "%d inspectors walk no duty grid", n) % n,
        User.objects.filter(is_active=True, role=Role.INSPECTOR, duty_grids=None).order_by("username"),
    )
