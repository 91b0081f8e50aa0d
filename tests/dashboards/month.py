"""A month of cases of all kinds, made as rows: whatever a list, a map, a file or a number may be asked for is there."""

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.gis.geos import Point

from cases.models import Case, LocationSource
from cases.workflow import FINAL, OPEN, OWED, Ask, State
from catalogue.choices import Source
from departments.models import Department
from evaluations.actions import rebuild
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

NOW = MONDAY.replace(hour=20)
SECOND = timedelta(seconds=1)
# Work that is done, though perhaps not closed.
DONE = (State.DISPOSED, State.CHECKING, State.CHECKED, State.CLOSED, State.SELF_HANDLED)
NEVER_OWED = (State.REPORTED, State.VERIFYING, State.SELF_HANDLED, State.REJECTED)


def a_month(city: City, number: int = 160, *, seed: int = 7) -> None:
    """Cases of four weeks before Monday evening: each state, in and out of units, with all that may befall them.

    One unit of them has been given up since, one has a squad; some cases lie in no area or have no place, some are
    private.
    """
    chance = Random(seed)
    gone = Department.objects.filter(code="gone").first() or make.department("gone", name="已撤单位", active=False)
    squad = Department.objects.filter(code="squad").first() or make.department("squad", parent=city.sanitation)
    units = [city.sanitation, city.sanitation, city.roads, city.street_office, gone]
    made: list[Case] = []
    for n in range(number):
        state = list(State)[n % len(State)]
        case = Case(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            content_hash="",
            state=state,
            **_matter(city, chance),
            **_place(city, chance),
            **_times(state, chance),
        )
        _befall(case, chance, city=city, units=units, squad=squad)
        if state == State.MERGED:
            case.merged_into = made[0]
        made.append(case)
    Case.objects.bulk_create(made)


def a_counted_month(city: City, number: int = 160) -> None:
    """As the clock would have counted it."""
    a_month(city, number)
    rebuild()


def _matter(city: City, chance: Random) -> dict[str, Any]:
    category, condition = chance.choice(
        [(city.rubbish, city.rubbish_lies), (city.manhole, city.cover_missing), (city.manhole, None)]
    )
    return {
        "category": category, "condition": condition, "source": chance.choice([Source.INSPECTOR, Source.HOTLINE]),
        "reporter": chance.choice([city.ines, city.ivan, city.ada, city.otto]),
        "description": chance.choice(["暴露垃圾一堆", "井盖松动", "路面积水"]),
    }  # fmt: skip


def _place(city: City, chance: Random) -> dict[str, Any]:
    kind = chance.choices(["inside", "outside", "nowhere"], [8, 1, 1])[0]
    if kind == "nowhere":
        return {"located": LocationSource.UNKNOWN}
    column = chance.randrange(3)
    lng, lat = make.middle(column, 0)
    point = Point(lng + chance.uniform(-1, 1) * 0.0004, lat + chance.uniform(-1, 1) * 0.0004, srid=4326)
    if kind == "outside":
        return {"located": LocationSource.OUTSIDE, "location": point}
    grid = city.grids[column]
    return {
        "location": point, "unit_grid": grid, "duty_grid": grid.duty_grid, "community": city.community,
        "street": city.street, "district": city.district,
    }  # fmt: skip


def _times(state: State, chance: Random) -> dict[str, Any]:
    """Due long ago, today, at the very moment of its fix, or in days to come; some have no limit at all."""
    reported = NOW - timedelta(hours=chance.uniform(1, 24 * 28))
    owed = state not in NEVER_OWED and (state in OWED or chance.random() < 0.8)
    limit = timedelta(hours=chance.choice([1, 4, 8, 24, 72, 200]))
    due = reported + limit if owed and chance.random() < 0.9 else None
    done = state in DONE or (state in (State.VOID, State.MERGED) and chance.random() < 0.3)
    finished = _between(reported, NOW, chance) if done else None
    if finished and due and chance.random() < 0.2:
        finished = min(due + chance.choice([-SECOND, timedelta(0), SECOND]), NOW)
    closed = _between(finished or reported, NOW, chance) if state in FINAL else None
    return {
        "occurred_at": reported, "reported_at": reported, "stage_started_at": reported, "finished_at": finished,
        "filed_at": reported + SECOND if owed else None, "dispatched_at": reported + 2 * SECOND if owed else None,
        "due_at": due, "warn_at": due - limit / 5 if due and chance.random() < 0.9 else None, "closed_at": closed,
        "stage_due_at": chance.choice([None, _between(reported, NOW + timedelta(days=1), chance)]),
    }  # fmt: skip


def _between(start: datetime, end: datetime, chance: Random) -> datetime:
    return start + (end - start) * chance.random()


def _befall(case: Case, chance: Random, *, city: City, units: list[Department], squad: Department) -> None:
    if case.state in OWED or (case.dispatched_at and case.state not in (State.FILED, State.DISPUTED)):
        case.department = case.first_department = chance.choice(units)
        case.squad = squad if case.department == city.sanitation and chance.random() < 0.3 else None
    case.private = case.pk.int % 8 == 0
    case.rework_count, case.send_back_count = chance.choice([0, 0, 1, 3]), chance.choice([0, 0, 1])
    case.chase_level = chance.choice([0, 0, 2, 5]) if case.state in OWED else 0
    if case.state in OPEN:
        case.extension = chance.choice(["", "", Ask.ASKED, Ask.ENDORSED, Ask.GRANTED])
        case.supervised_at, case.supervision_due_at = chance.choice(
            [(None, None), (NOW, NOW - SECOND), (NOW, NOW + SECOND)]
        )
    if case.state == State.DISPUTED:
        case.disputing = [city.sanitation.pk, city.roads.pk]
    if case.state == State.CLOSED and case.on_time is False:
        case.appeal = chance.choice(["", Ask.ASKED, Ask.REVIEWED, Ask.REFUSED, Ask.GRANTED, Ask.GRANTED])
        case.exempt = case.appeal == Ask.GRANTED
