"""Folding the map while others fold, work, count anew, commit late, or die: each open case is counted once."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cases.actions import count_map_anew, fold_whole_map, follow_map, place_all_events
from cases.integrity import CHECKS
from cases.models import Case, MapCell, MapFolding, MapMark
from common.integrity import examine
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import go
from tests.deaths import Death, dying_before
from tests.factories import MONDAY
from tests.races import at_once, while_uncommitted


def kept() -> tuple[list[Any], list[Any]]:
    """Cells and marks; the moment at which a lamp turns is none of all that is late or done."""
    cells = [field.name for field in MapCell._meta.fields if field.name != "id"]
    marks = [field.attname for field in MapMark._meta.fields]
    return sorted(MapCell.objects.values_list(*cells)), sorted(MapMark.objects.values_list(*marks), key=str)


def is_right() -> bool:
    """By the check of `fsck`, which leaves out what waits to be folded, and by counting from nothing."""
    wrong = [check.name for check in CHECKS if check.name.startswith("map_") and examine(check).count]
    folded = kept()
    count_map_anew(at=timezone.now())
    return wrong == [] and kept() == folded


def happen(city: City) -> None:
    """A case that stays, one that a unit takes over and one that ends."""
    make.dispatched("01001", by=city.ines, at_cell=(2, 0))
    go(make.dispatched("06010", by=city.ines), "take", MONDAY + timedelta(hours=1), by=city.hana)
    ended = make.dispatched("06010", by=city.ines, at_cell=(1, 0))
    go(ended, "void", MONDAY + timedelta(hours=1), by=city.sven, reason="other", note="没有")


@pytest.mark.django_db
@pytest.mark.parametrize("folder", [fold_whole_map, lambda: count_map_anew(at=timezone.now())])
def test_whichever_statement_it_dies_at_nothing_is_counted_twice_or_lost(
    city: City, folder: Callable[[], object]
) -> None:
    fold_whole_map()
    happen(city)
    fold_whole_map()
    happen(city)
    place_all_events()
    before = kept()
    with transaction.atomic():
        with dying_before(10_000) as made:
            folder()
        folded = kept()
        transaction.set_rollback(True)
    assert len(made) > 3
    for number in range(len(made)):
        if made[number].startswith("RELEASE"):
            continue  # then all of it is done
        with pytest.raises(Death), dying_before(number):
            folder()
        assert kept() == before, made[number]
    folder()
    fold_whole_map()
    assert kept() == folded != before
    assert is_right()


@pytest.mark.django_db(transaction=True)
def test_two_folders_at_once_count_once(city: City) -> None:
    fold_whole_map()
    happen(city)
    place_all_events()
    done = at_once([fold_whole_map] * 4)
    assert sum(done) == MapFolding.objects.get().position
    assert MapMark.objects.count() == 2
    assert is_right()


@pytest.mark.django_db(transaction=True)
def test_counting_anew_while_others_fold_and_look_counts_once(city: City) -> None:
    fold_whole_map()
    happen(city)
    fold_whole_map()
    happen(city)
    at = timezone.now()
    done = at_once([fold_whole_map, lambda: count_map_anew(at=at), lambda: follow_map(at=at), fold_whole_map])
    assert done[1] == 4
    fold_whole_map()
    assert MapMark.objects.count() == 4
    assert is_right()


@pytest.mark.django_db(transaction=True)
def test_the_first_count_by_two_at_once_counts_once(city: City) -> None:
    happen(city)
    assert sorted(at_once([fold_whole_map, fold_whole_map]))[-1] > 0
    fold_whole_map()
    assert MapFolding.objects.count() == 1
    assert MapMark.objects.count() == 2
    assert is_right()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meanwhile", [fold_whole_map, lambda: count_map_anew(at=timezone.now())])
def test_what_commits_late_is_counted(city: City, meanwhile: Callable[[], object]) -> None:
    """A case that was written first and is committed last, behind others that were counted already."""
    fold_whole_map()

    def others_report() -> int:
        make.reported("06010", by=city.ada, source="hotline")
        meanwhile()
        return MapMark.objects.count()

    done = while_uncommitted(lambda: make.dispatched("06010", by=city.ines), others_report, wait=30)
    assert done[1] == 1
    fold_whole_map()
    assert MapMark.objects.count() == 2
    assert is_right()


@pytest.mark.django_db(transaction=True)
def test_folding_and_looking_while_people_work_ends_where_counting_anew_does(city: City) -> None:
    fold_whole_map()
    chance, stop = random.Random(12), threading.Event()

    def until_stopped(deed: Callable[[], object]) -> Callable[[], None]:
        def again() -> None:
            while not stop.is_set():
                deed()
                stop.wait(0.01)

        return again

    def work() -> None:
        try:
            for number in range(10):
                case = make.dispatched("06010", by=city.ines, at=MONDAY + timedelta(minutes=number))
                if chance.random() < 0.5:
                    go(case, "take", MONDAY + timedelta(hours=1), by=city.hana)
                elif chance.random() < 0.5:
                    go(case, "void", MONDAY + timedelta(hours=1), by=city.sven, reason="other", note="没有")
        finally:
            stop.set()

    at_once([until_stopped(fold_whole_map), until_stopped(lambda: follow_map(at=timezone.now())), work])
    fold_whole_map()
    assert MapMark.objects.count() == Case.objects.filter(is_open=True).count() < 10
    assert is_right()
