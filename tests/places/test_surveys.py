"""A survey is made from what should be looked at, collected, and changes the archive when a second person verifies."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from common import outbox
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from departments.models import Membership
from grids.models import Component
from places.actions import Found, NewPlace, SurveyRequest, chase_surveys, make_survey, move_survey, report_new
from places.integrity import CHECKS
from places.models import Place, Survey, SurveyTask
from places.permissions.surveys import SURVEYS, TASKS, SurveyViewer, making_refusal
from places.topics import SURVEYED
from places.workflow.surveys import MOVES, SURVEY_MOVES
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.places.surveying import (
    ALLOWED,
    MAKE,
    OF_SURVEY,
    PEOPLE,
    TARGETS,
    collected,
    do,
    plan,
    survey_of,
    task_of,
)
from tests.races import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS if check.name != "surveys_left"}
    assert not any(wrong.values()), wrong


def new(survey: Survey, **said: Any) -> NewPlace:
    lng, lat = make.middle(1, 0)
    found: dict[str, Any] = {"what": "new", "name": "新开小店", "kind": "shop", "lng": lng, "lat": lat} | said
    return NewPlace(uuid.uuid4(), survey.pk, Found(**found))


def cover(at_cell: tuple[int, int]) -> None:
    point = Point(*make.middle(*at_cell), srid=4326)
    Component.objects.create(code="C1", name="井盖", category_code="01001", point=point)


@pytest.fixture
def people(city: City) -> dict[str, User]:
    found = {name: make.user(f"the-{name}", role) for name, role in PEOPLE.items()}
    for name, unit in (("head", city.sanitation), ("handler", city.sanitation), ("other_head", city.roads)):
        Membership.objects.create(user=found[name], department=unit)
    return found


@pytest.mark.parametrize("state", ALLOWED)
def test_who_may_do_what_with_a_task_in_which_state(city: City, people: dict[str, User], state: str) -> None:
    survey = Survey(unit=city.sanitation, made_by=people["maker_head"])
    task = SurveyTask(survey=survey, state=state, collector=people["collector"])
    for move in MOVES.values():
        may = {
            name for name, user in people.items()
            if TASKS.refusal(SurveyViewer(user, timezone.now()), task, move) is None
        }  # fmt: skip
        assert may == set(ALLOWED[state].get(move.name, "").split()), move.name


@pytest.mark.parametrize("state", OF_SURVEY)
def test_who_may_do_what_with_a_survey_in_which_state(city: City, people: dict[str, User], state: str) -> None:
    survey = Survey(unit=city.sanitation, made_by=people["maker_head"], state=state)
    for move in SURVEY_MOVES.values():
        may = {
            name for name, user in people.items()
            if SURVEYS.refusal(SurveyViewer(user, timezone.now()), survey, move) is None
        }  # fmt: skip
        assert may == set(OF_SURVEY[state].get(move.name, "").split()), move.name


def test_where_each_move_leads_and_who_makes_surveys(people: dict[str, User]) -> None:
    assert {move.name: str(move.target) for move in MOVES.values()} == TARGETS
    assert {name for name, user in people.items() if making_refusal(user) is None} == MAKE


def test_it_asks_for_what_stands_there_and_for_new_ones_in_each_grid(city: City) -> None:
    cover((1, 0))
    survey = survey_of(city, components=("01001",))
    asked = {(task.kind, task.title, task.collector.username) for task in survey.tasks.select_related("collector")}
    assert asked == {
        ("place", "场所S1", "ines"), ("place", "场所S2", "ivan"), ("component", "井盖 C1", "ines"),
        ("grid", "310101001001001", "ines"), ("grid", "310101001001002", "ines"), ("grid", "310101001001003", "ivan"),
    }  # fmt: skip
    sound()


def test_a_unit_collects_where_it_is_named(city: City) -> None:
    survey = survey_of(city, unit="sanitation", finds_new=False)
    assert {task.collector.username for task in survey.tasks.select_related("collector")} == {"hana"}


def test_what_is_as_recorded_says_when_somebody_was_there(city: City) -> None:
    task = task_of(survey_of(city))
    do(collected(task), "verify", city.sue)
    assert Place.objects.get(code="S1").looked_on == timezone.localdate()
    assert not Change.objects.filter(kind="place", key="S1").exclude(by=city.sue).exists()


def test_what_is_different_changes_the_archive_when_somebody_else_has_verified_it(city: City) -> None:
    task = task_of(survey_of(city))
    collected(task, "corrected", name="老王面馆", phone="13900001111", details="licence=3101-22")
    assert Place.objects.get(code="S1").name == "场所S1"
    Place.objects.filter(code="S1").update(address="东街1号")  # meanwhile, by somebody else
    do(task, "verify", city.sue)
    place = Place.objects.get(code="S1")
    assert (place.name, place.phone, place.address) == ("老王面馆", "13900001111", "东街1号")
    task.refresh_from_db()
    assert task.found == {"what": "corrected"}
    assert "老王面馆" not in str([event.data for event in task.events.all()])
    sound()


def test_what_is_gone_ends_and_what_is_new_begins(city: City) -> None:
    survey = survey_of(city)
    Place.objects.filter(code="S1").update(started_on="2020-01-01")
    do(collected(task_of(survey), "ended"), "verify", city.sue)
    assert Place.objects.get(code="S1").ended_on is not None
    found, again = report_new(report=new(survey), by=city.ines)
    assert (found.state, again, Place.objects.filter(name="新开小店").exists()) == ("collected", False, False)
    do(found, "verify", city.sven)
    place = Place.objects.get(name="新开小店")
    found.refresh_from_db()
    assert (found.place, place.community, place.looked_on) == (place, city.community, timezone.localdate())
    sound()


def test_a_component_is_corrected_and_removed_in_its_own_register(city: City) -> None:
    cover((0, 0))
    task = task_of(survey_of(city, components=("01001",)), "井盖 C1")
    with pytest.raises(Malformed):
        collected(task, "corrected", phone="13900001111")
    do(collected(task, "corrected", state="broken"), "verify", city.sue)
    assert Component.objects.get().state == "broken"


def test_who_collected_it_does_not_verify_even_with_another_role(city: City) -> None:
    task = collected(task_of(survey_of(city)))
    User.objects.filter(pk=city.ines.pk).update(role="supervisor")
    with pytest.raises(Conflict, match="不得核实"):
        do(task, "verify", User.objects.get(pk=city.ines.pk))


def test_returned_with_a_reason_it_is_collected_again_with_what_was_said(city: City) -> None:
    task = collected(task_of(survey_of(city)), "corrected", phone="13900001111", name="老王")
    with pytest.raises(Refused):
        do(task, "return", city.sue)
    do(task, "return", city.sue, reason="照片不清")
    task.refresh_from_db()
    assert (task.state, task.times_returned, task.found["phone"]) == ("returned", 1, "13900001111")
    again = do(task, "collect", city.ines, found=Found("corrected", name="老王面馆", phone="139****1111"))
    assert again.found["phone"] == "13900001111"
    do(again, "verify", city.sue)
    assert Place.objects.get(code="S1").phone == "13900001111"


@pytest.mark.parametrize(
    ("what", "said", "field"),
    [
        ("walked", {}, "what"), ("corrected", {}, "what"), ("corrected", {"name": ""}, "name"),
        ("corrected", {"phone": "12"}, "phone"), ("corrected", {"details": "colour=red"}, "details"),
        ("corrected", {"lng": 121.0}, "lat"), ("corrected", {"lat": 31.0}, "lng"),
        ("corrected", {"lng": 500.0, "lat": 0.0}, "lng"), ("corrected", {"lng": 121.0, "lat": 91.0}, "lat"),
        ("as_recorded", {"name": "x"}, "name"), ("corrected", {"kind": "none"}, "kind"),
        ("corrected", {"name": "x" * 101}, "name"), ("corrected", {"state": "broken"}, "state"),
    ],
)  # fmt: skip
def test_what_the_archive_would_refuse_is_refused_to_who_hands_it_in(
    city: City, what: str, said: dict[str, Any], field: str
) -> None:
    with pytest.raises((Malformed, Refused)) as no:
        collected(task_of(survey_of(city)), what, **said)
    assert field in no.value.errors
    assert not Change.objects.filter(kind="place").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"areas": ()}, "areas"), ({"areas": ("310101",)}, "areas"), ({"areas": ("x",)}, "areas"),
        ({"kinds": ("x",)}, "kinds"), ({"kinds": (), "finds_new": False}, "kinds"), ({"unit": "nobody"}, "unit"),
        ({"unit": "street-1"}, "unit"), ({"due_on": timezone.localdate() - DAY}, "due_on"),
        ({"due_on": timezone.localdate() + 400 * DAY}, "due_on"),
    ],
)  # fmt: skip
def test_what_a_plan_must_hold(city: City, wrong: dict[str, Any], field: str) -> None:
    make.place_kind("shop")
    with pytest.raises(Malformed) as no:
        make_survey(plan=plan(**wrong), by=city.sue)
    assert [*no.value.errors] == [field]


def test_nothing_there_is_said(city: City) -> None:
    make.place_kind("shop")
    with pytest.raises(Refused):
        make_survey(plan=plan(finds_new=False), by=city.sue)


def test_sent_twice_it_is_one_survey_one_place_and_one_move(city: City) -> None:
    survey_of(city)
    said = plan()
    first, again = (make_survey(plan=said, by=city.sue) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    with pytest.raises(Conflict):
        make_survey(plan=plan(id=said.id, title="别的"), by=city.sue)
    place = new(first[0])
    assert [report_new(report=place, by=city.ines)[1] for __ in range(2)] == [False, True]
    with pytest.raises(Conflict):
        report_new(report=NewPlace(place.id, place.survey, new(first[0], name="别家").found), by=city.ines)
    task, key = task_of(first[0]), uuid.uuid4()
    for __ in range(2):
        do(task, "collect", city.ines, id=key, version=1, found=Found("as_recorded"))
    assert task.events.count() == 2
    sound()


def test_others_see_nothing_of_it_and_add_nothing(city: City) -> None:
    survey = survey_of(city, finds_new=False)
    task = task_of(survey)
    with pytest.raises(Missing):
        do(task, "collect", city.ivan, found=Found("as_recorded"))
    with pytest.raises(Forbidden):
        do(task, "collect", city.sue, found=Found("as_recorded"))
    with pytest.raises(Missing):
        report_new(report=new(survey), by=city.omar)
    with pytest.raises(Forbidden):
        report_new(report=new(survey), by=city.sue)
    assert not Survey.objects.visible_to(city.omar).exists()
    assert not SurveyTask.objects.visible_to(city.otto).exists()


def test_it_is_passed_on(city: City) -> None:
    task = task_of(survey_of(city))
    with pytest.raises(Malformed):
        do(task, "pass_on", city.sue, collector="sue")
    do(task, "pass_on", city.sue, collector="ivan")
    with pytest.raises(Missing):
        do(task, "collect", city.ines, found=Found("as_recorded"))
    assert do(task, "collect", city.ivan, found=Found("as_recorded")).state == "collected"


def test_done_when_the_last_is_verified_and_then_nothing_is_added(city: City) -> None:
    survey = survey_of(city)
    for task in survey.tasks.select_related("collector"):
        do(collected(task, "walked" if task.kind == "grid" else "as_recorded"), "verify", city.sue)
    outbox.drain(SURVEYED)
    survey.refresh_from_db()
    assert (survey.state, survey.next_chase_at, survey.events.last().move) == ("done", None, "finish")  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        report_new(report=new(survey), by=city.ines)
    sound()


def test_called_off_all_that_is_open_goes_with_it(city: City) -> None:
    survey = survey_of(city)
    do(collected(task_of(survey)), "verify", city.sue)
    request = SurveyRequest("call_off", survey.version, uuid.uuid4(), reason="改期")
    move_survey(survey_id=survey.pk, request=request, by=city.sven)
    assert {*survey.tasks.values_list("state", flat=True)} == {"verified", "called_off"}
    sound()


def test_it_is_warned_of_and_overdue_once_each(city: City) -> None:
    survey = survey_of(city)
    assert [chase_surveys(at=survey.due_at + hours) for hours in (-2 * DAY, -DAY, DAY, DAY, 3 * DAY)] == [0, 1, 1, 0, 1]
    assert [*survey.events.order_by("seq").values_list("move", flat=True)] == ["make", "warn", "overdue", "overdue"]
    survey.refresh_from_db()
    assert survey.version == 1
    sound()


def test_the_histories_are_append_only(city: City) -> None:
    task = collected(task_of(survey_of(city)))
    for table in ("places_surveytaskevent", "places_surveyevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET note = 'x'")
    SurveyTask.objects.filter(pk=task.pk).update(state="verified")
    found = {check.name for check in CHECKS if examine(check).count}
    assert {"survey_task_state", "survey_one_hand", "survey_words"} >= found >= {"survey_task_state", "survey_one_hand"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_verify_at_once_one_is_told(city: City) -> None:
    task = collected(task_of(survey_of(city)))

    def verify(by: User) -> str:
        try:
            return do(task, "verify", by, version=task.version).state
        except Conflict:
            return "late"

    results = at_once([lambda: verify(city.sue), lambda: verify(city.sven)])
    assert sorted(results) == ["late", "verified"]
    assert task.events.filter(move="verify").count() == 1
    sound()


@pytest.mark.django_db(transaction=True)
def test_the_last_two_verified_at_once_end_the_survey(city: City) -> None:
    survey = survey_of(city, finds_new=False)
    tasks = [collected(task) for task in survey.tasks.select_related("collector")]
    at_once([partial(do, task, "verify", city.sue) for task in tasks])
    outbox.drain(SURVEYED)
    assert Survey.objects.get(pk=survey.pk).state == "done"
    sound()
