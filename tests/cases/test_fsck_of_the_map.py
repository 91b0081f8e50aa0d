"""fsck finds a map that does not count the open cases as they stand, and what is only not folded yet is no damage."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.actions import fold_whole_map, place_all_events
from cases.integrity import CHECKS
from cases.models import Case, MapCell, MapMark
from common.integrity import examine
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import go
from tests.dashboards.month import a_month
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def wrong() -> dict[str, list[str]]:
    found = [examine(check) for check in CHECKS if check.name.startswith("map_")]
    assert len(found) == 2
    return {each.check.name: each.examples for each in found if each.count}


@pytest.fixture
def mapped(city: City) -> City:
    """A month of cases of all kinds, counted, and one more that was folded."""
    a_month(city)
    fold_whole_map()
    make.dispatched("06010", by=city.ines)
    fold_whole_map()
    assert MapMark.objects.count() > 20
    return city


def test_a_map_that_follows_is_sound(mapped: City) -> None:
    assert wrong() == {}
    assert set(MapMark.objects.values_list("lamp", flat=True)) == {0, 3}, "all that is owed is late by now"
    case = make.dispatched("06010", by=mapped.ines, at=timezone.now())
    assert wrong() == {}, "it has no place in the feed yet"
    place_all_events()
    assert wrong() == {}, "it is not folded yet"
    fold_whole_map()
    assert wrong() == {}
    assert MapMark.objects.get(case=case).lamp in (1, 2)


def test_a_map_that_was_never_counted_is_sound(city: City) -> None:
    make.dispatched("06010", by=city.ines)
    assert wrong() == {}


@pytest.mark.parametrize(
    "change",
    [{"department": 0}, {"street": 0}, {"private": True}, {"x": 1}, {"category": 0}, {"reporter": 0}, {"lamp": 1}],
)
def test_a_mark_changed_by_hand_is_found(mapped: City, change: dict[str, int]) -> None:
    case = Case.objects.latest("reported_at")
    assert MapMark.objects.filter(case=case).exclude(**change).update(**change) == 1
    assert wrong()["map_marks"] == [case.number]


def test_a_lost_mark_and_one_too_many_are_found(mapped: City) -> None:
    lost, ended = Case.objects.filter(pk__in=MapMark.objects.values("case")).order_by("pk")[:2]
    MapMark.objects.filter(case=lost).delete()
    Case.objects.filter(pk=ended.pk).update(state="closed")
    assert sorted(wrong()["map_marks"]) == sorted([lost.number, str(ended.pk)])


@pytest.mark.parametrize("name", ["n", "red", "grey", "sum_x", "sum_y"])
def test_a_cell_changed_by_hand_is_found(mapped: City, name: str) -> None:
    cell = MapCell.objects.filter(kept=True, level=14).order_by("pk")[0]
    MapCell.objects.filter(pk=cell.pk).update(**{name: getattr(cell, name) + 1})
    assert wrong() == {"map_cells": [f"14/{cell.x}/{cell.y}"]}
    call_command("recount_map")
    assert wrong() == {}


def test_a_lost_cell_and_one_too_many_are_found(mapped: City) -> None:
    lost, moved = MapCell.objects.filter(kept=False, level=16).order_by("pk")[:2]
    MapCell.objects.filter(pk=lost.pk).delete()
    MapCell.objects.filter(pk=moved.pk).update(x=7)
    assert len(wrong()["map_cells"]) == 3


def test_a_lamp_whose_moment_has_come_waits_for_the_next_fold(mapped: City) -> None:
    case = make.dispatched("06010", by=mapped.ines)
    fold_whole_map()
    mark = MapMark.objects.filter(case=case)
    mark.update(lamp=1, turns_at=timezone.now() - timedelta(hours=1))
    assert "map_marks" not in wrong()
    mark.update(turns_at=None)
    assert wrong()["map_marks"] == [case.number]
    go(case, "remind", MONDAY + timedelta(hours=1), by=mapped.sven)
    assert "map_marks" not in wrong(), "it is folded anew in a moment"
