"""An imported case has lived by the table of moves, and rings no bell."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import timezone

from cases.actions import MoveRequest, perform
from cases.actions.chase import chase_all
from cases.deadlines import FIX, TOP_LEVEL
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from cases.routing import IMPORTED, NOBODY
from cases.workflow import MOVES, State
from common.integrity import examine
from common.models import Message
from departments.models import Department
from notices.models import Notice
from tests.cast import City
from tests.imports.history import MAPPING, bring_in, row, still_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OPENED, DUE, CLOSED = (datetime(2020, 3, day, 15, tzinfo=UTC) for day in (2, 4, 3))


def moves(case: Case) -> list[str]:
    return [event.move for event in case.events.order_by("seq")]


def test_a_closed_case_keeps_its_times_its_unit_and_its_words(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row())
    case = Case.objects.get(external_system="old", external_number="1")
    assert (case.state, str(case.department), case.routing_why) == (State.CLOSED, "Roads", IMPORTED)
    assert (case.reported_at, case.due_at, case.finished_at, case.closed_at) == (OPENED, DUE, CLOSED, CLOSED)
    assert (case.description, case.address, case.source) == ("A hole", "Main St", "hotline")
    assert (case.category.name, case.unit_grid, case.street) == ("Pothole", city.grids[0], city.street)
    assert case.number.startswith("20200302-")
    assert case.on_time


def test_its_history_can_be_replayed_by_the_table(city: City, tmp_path: Path) -> None:
    bring_in(
        tmp_path, row("1"), still_open("2"), row("3", status="Duplicate"), still_open("4", whose=""), row("5", whose="")
    )
    for case in Case.objects.all():
        events = list(case.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, case.seq + 1))
        assert all(event.prev_hash == before.hash != "" for before, event in pairwise(events))
        for before, event in pairwise(events):
            assert event.from_state == before.to_state in MOVES[event.move].sources
            assert event.to_state == MOVES[event.move].target
        assert events[-1].to_state == case.state
        assert {event.actor for event in events} == {"import"}


def test_the_platform_finds_it_sound(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row("1"), still_open("2"), row("3", status="Duplicate"), still_open("4", whose=""))
    assert [finding.check.name for check in CHECKS if (finding := examine(check)).count] == []


def test_each_fate_has_its_road(city: City, tmp_path: Path) -> None:
    bring_in(
        tmp_path, row("1"), still_open("2"), row("3", status="Duplicate"), still_open("4", whose=""), row("5", whose="")
    )
    cases = {case.external_number: case for case in Case.objects.all()}
    assert {key: (case.state, moves(case)) for key, case in cases.items()} == {
        "1": ("closed", ["report", "auto_dispatch", "import_close"]),
        "2": ("dispatched", ["report", "auto_dispatch"]),
        "3": ("void", ["report", "auto_dispatch", "import_void"]),
        "4": ("filed", ["report", "auto_file"]),
        "5": ("closed", ["report", "auto_file", "import_close"]),
    }
    assert cases["3"].finished_at is None  # nobody's achievement
    assert cases["4"].routing_why == NOBODY


def test_the_closing_words_are_in_the_history(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row())
    assert CaseEvent.objects.get(move="import_close").note == "Filled"


def test_nobody_is_told_and_nothing_waits(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row("1"), still_open("2"))
    assert (Notice.objects.count(), Message.objects.count()) == (0, 0)


def test_what_was_overdue_long_ago_is_not_chased(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, still_open())
    assert chase_all() == 0
    case = Case.objects.get()
    assert (case.chase_level, case.next_chase_at) == (FIX.ladder.aside, None)
    assert list(Case.objects.overdue(at=timezone.now())) == [case]


def test_nor_is_a_stage_that_was_late_long_ago(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, still_open(whose=""))
    assert (Case.objects.get().state, chase_all()) == (State.FILED, 0)


def test_what_is_not_due_yet_is_chased_from_now_on(city: City, tmp_path: Path) -> None:
    due = timezone.now().replace(microsecond=0) + timedelta(days=1)
    bring_in(tmp_path, still_open(due=due.isoformat(), opened=(due - timedelta(days=2)).isoformat()))
    case = Case.objects.get()
    assert (case.chase_level, case.next_chase_at) == (0, case.warn_at)
    assert case.warn_at == due - timedelta(days=2) * 0.2
    assert chase_all(at=due + timedelta(minutes=1)) == 2  # the warning, then the due time


def test_the_rungs_that_lie_in_the_past_are_climbed() -> None:
    warn, due = OPENED, DUE
    levels = [
        FIX.ladder.level_reached(at=at, warn_at=warn, due_at=due)
        for at in (OPENED - timedelta(1), OPENED, DUE, DUE + timedelta(hours=3), DUE + timedelta(days=9))
    ]
    assert levels == [0, 1, 2, 3, TOP_LEVEL]
    assert FIX.ladder.level_reached(at=DUE, warn_at=None, due_at=None) == 0


def test_our_rules_route_what_names_no_unit(city: City, tmp_path: Path) -> None:
    routed = MAPPING.replace("[unit]", "[unit]\nroute = true")
    bring_in(tmp_path, still_open("1", whose=""), still_open("2"), said=routed)
    case = Case.objects.get(external_number="1")
    assert (case.department, case.rule, case.state) == (city.street_office, city.street_rule, State.DISPATCHED)
    assert case.events.get(seq=2).data["rule"] == city.street_rule.pk
    assert Case.objects.get(external_number="2").routing_why == IMPORTED


def test_names_may_stand_for_what_we_have(city: City, tmp_path: Path) -> None:
    ours = MAPPING.replace('create = true\ntaxonomy = "old"', "").replace("create = true\n", "").replace(
        'column = "what"', 'column = "what"\nmap = { Pothole = "01001" }'
    ).replace('column = "whose"', 'column = "whose"\nmap = { Roads = "roads" }')  # fmt: skip
    __, problems = bring_in(
        tmp_path, row("1"), row("2", what="UFO"), row("3", whose="Space"), row("4", what="06010"), said=ours
    )
    assert problems == ["3: Unknown subclass “UFO”.", "4: Unknown unit “Space”."]
    case = Case.objects.get(external_number="1")
    assert (case.category, case.department) == (city.manhole, city.roads)
    assert Case.objects.get(external_number="4").category == city.rubbish


def test_units_and_subclasses_are_made_once_with_codes_that_can_be_read(city: City, tmp_path: Path) -> None:
    nested = MAPPING.replace('column = "whose"', 'column = "text"\nparent = "whose"')
    long = "Trees and " + "shrubs " * 10
    bring_in(
        tmp_path, row("1", text="Potholes & more"), row("2", text="Potholes & more"), row("3", text=long), said=nested
    )
    units = {unit.name: unit for unit in Department.objects.filter(parent__name="Roads")}
    assert units["Potholes & more"].code == "Potholes-more"
    assert len(units[long.strip()].code) == 40
    assert len(units) == 2


def test_a_point_of_another_datum_is_converted(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(), said=MAPPING.replace("[place]", '[place]\ndatum = "gcj02"'))
    location = Case.objects.get().location
    assert location
    assert location.x == pytest.approx(121.4805 - 0.0045, abs=0.001)


def test_a_case_outside_all_areas_keeps_its_point(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(lng="2.35", lat="48.85"))
    case = Case.objects.get()
    assert case.location
    assert (case.located, case.location.coords, case.district) == ("outside", (2.35, 48.85), None)


@pytest.mark.parametrize("where", [{"lng": "0", "lat": "0.0"}, {"lng": "", "lat": ""}])
def test_a_default_point_means_not_located(city: City, tmp_path: Path, where: dict[str, str]) -> None:
    bring_in(tmp_path, row(**where))
    case = Case.objects.get()
    assert (case.located, case.location, case.district) == ("unknown", None, None)


def test_columns_that_are_to_be_kept_are_in_the_first_event(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row(), said='keep = ["flag", "whose"]\n' + MAPPING)
    assert CaseEvent.objects.get(move="report").data["kept"] == {"flag": "YES", "whose": "Roads"}


def test_a_person_can_go_on_with_an_open_case(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, still_open(whose="sanitation"))
    case = Case.objects.get()
    assert case in Case.objects.visible_to(city.hana)
    case, __ = perform(case_id=case.pk, request=MoveRequest(move="take", version=case.version), by=city.hana)
    assert moves(case) == ["report", "auto_dispatch", "take"]
