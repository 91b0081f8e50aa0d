"""The process dies at one statement of a deed: nothing of it is left, and who tries again gets it done once.

Every deed is broken off at a share of its statements; `--long` breaks it off at every one.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from cases import rulebook
from cases.actions import MoveRequest, NewRule, add_rule, ask_export, perform, report_case
from cases.models import Case
from cases.topics import ROUTE
from common import outbox
from departments.registers import PEOPLE, UNITS, UnitData
from departments.topics import PERSON_LEFT
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic
from grids.registers import AREAS
from registry.registers import ChangeRequest
from tests import factories as make
from tests.api.bodies import image, post_photo, report
from tests.cast import City
from tests.clients import api_client
from tests.deaths import Death, dying_before
from tests.factories import MONDAY
from tests.faults import deeds

pytestmark = pytest.mark.django_db

_NO_WRITES = ("SELECT", "SAVEPOINT", "RELEASE")
SHARE = 4  # of so many statements one is broken off, counted from the end
Deed = Callable[[], object]


def report_by_api(city: City) -> Deed:
    client, body = _known(city), report()
    return lambda: client.post("/api/v1/cases/", body, format="json")


def photo_by_api(city: City) -> Deed:
    client, name, content = _known(city), str(uuid.uuid4()), image()
    return lambda: post_photo(client, content, id=name)


def _known(city: City) -> APIClient:
    """With a token that was used a moment ago: its first use is written down whatever becomes of the deed."""
    client = api_client(city.ines)
    client.get("/api/v1/cases/")
    return client


def report_by_verb(city: City) -> Deed:
    said = make.report("06010")
    return lambda: report_case(report=said, by=city.ines, at=MONDAY)


def routing(city: City) -> Deed:
    report_case(report=make.report("06010"), by=city.ines, at=MONDAY)
    return lambda: outbox.drain(ROUTE)


def _move(city: City, name: str, by: str, **rest: Any) -> Deed:
    case = make.dispatched("06010", by=city.ines)
    before = {"take": (), "dispose": ("take",), "check": ("take", "dispose"), "close": ("take", "dispose", "check")}
    for number, move in enumerate(before.get(name, ()), 1):
        case = _step(city, case, move, timedelta(minutes=5 * number))
    if name == "dispose":
        rest["photos"] = (make.photo(city.hana).pk,)
    request = MoveRequest(id=uuid.uuid4(), move=name, version=case.version, **rest)
    at = MONDAY + timedelta(hours=2)
    return lambda: perform(case_id=case.pk, request=request, by=getattr(city, by), at=at)


def _step(city: City, case: Case, move: str, after: timedelta) -> Case:
    said: dict[str, Any] = {"check": {"passed": True, "closing_conditions": (1,)}}.get(move, {})
    if move == "dispose":
        said = {"photos": (make.photo(city.hana).pk,)}
    by = city.sven if move == "check" else city.hana
    request = MoveRequest(move=move, version=case.version, **said)
    return perform(case_id=case.pk, request=request, by=by, at=MONDAY + after)[0]


def new_rule(city: City) -> Deed:
    rule = NewRule(city.roads, timezone.localdate(), category=city.rubbish)
    return lambda: add_rule(data=rule, replace=True, by=city.abel)


def unit_by_register(city: City) -> Deed:
    data = replace(UNITS.snapshot(city.sanitation), name="环卫二所", parent="roads")
    return lambda: UNITS.save(key="sanitation", data=data, by=city.abel)


def many_units(city: City) -> Deed:
    wanted = [ChangeRequest(UNITS, f"new-{n}", UnitData(name=f"新{n}", kind="bureau"), new=True) for n in range(3)]
    return lambda: UNITS.save_many(wanted, by=city.abel)


def border_of_today(city: City) -> Deed:
    data = replace(AREAS.snapshot(city.street), outline=make.square(0, 0, width=2).geojson)
    return lambda: AREAS.save(key=city.street.code, data=data, by=city.abel)


def assignments_of_who_left(city: City) -> Deed:
    _move(city, "assign", "hugo", assignee="hana")()
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), active=False), by=city.abel)
    return lambda: outbox.drain(PERSON_LEFT)


def great_workbook(city: City) -> Deed:
    return lambda: ask_export(question="stage=dispose", by=city.sven)


def refused_photo(city: City) -> Deed:
    case, photo = make.dispatched("06010", by=city.ines), make.photo(city.hana)
    _step(city, case, "take", timedelta(minutes=5))
    case.refresh_from_db()
    perform(case_id=case.pk, request=MoveRequest("dispose", case.version, photos=(photo.pk,)), by=city.hana)
    Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.REFUSED, refusal="unreadable")
    outbox.emit(refused_topic(Case.SUBJECT), [photo.pk])
    return lambda: outbox.drain(refused_topic(Case.SUBJECT))


def _moving(name: str, by: str, **rest: Any) -> Callable[[City], Deed]:
    return lambda city: _move(city, name, by, **rest)


DEEDS: dict[str, Callable[[City], Deed]] = {
    "report by API": report_by_api,
    "report by verb": report_by_verb,
    "photo by API": photo_by_api,
    "routing": routing,
    "rule": new_rule,
    "unit": unit_by_register,
    "units": many_units,
    "take": _moving("take", "hana"),
    "send_back": _moving("send_back", "hana", reason="not_ours", note="不归我们"),
    "dispose": _moving("dispose", "hana", note="已清理"),
    "check": _moving("check", "sven", passed=True, closing_conditions=(1,)),
    "close": _moving("close", "sven"),
    "raise_urgency": _moving("raise_urgency", "sven", reason="学校门口"),
    "assign": _moving("assign", "hugo", assignee="hana"),
    "border": border_of_today,
    "assignments of who left": assignments_of_who_left,
    "great workbook": great_workbook,
    "photo that can't be used": refused_photo,
    **deeds.DEEDS,
}


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_is_left_and_a_second_try_does_it(name: str, city: City, request: pytest.FixtureRequest) -> None:
    deed = DEEDS[name](city)
    before = everything()
    _statements_of(deed)  # which part of the city somebody sees is asked once, and then known of the person
    total = _statements_of(deed)
    assert everything() == before, "the count of the statements left something"
    # The last statement is the commit: who dies there has done it and only could not say so.
    deaths = range(total - 1, 0, -1 if request.config.getoption("long") else -SHARE)
    for number in deaths:
        rulebook.forget()
        with pytest.raises(Death), dying_before(number - 1):
            deed()
        assert everything() == before, f"broken off at statement {number} of {total}, something is left"
    deed()
    assert everything() != before


def _statements_of(deed: Deed) -> int:
    """How many it takes to the commit of what it writes last, found by doing it to the end and taking it back. What a
    clock asks after that, whether more is due, undoes nothing."""
    sent: list[str] = []

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(str(sql))
        return execute(sql, params, many, context)

    point = connection.savepoint()
    assert point is not None
    with connection.execute_wrapper(run):
        deed()
    connection.savepoint_rollback(point)
    rulebook.forget()
    return _commit_in(sent)


def _commit_in(sent: list[str]) -> int:
    """The number of the statement that ends the outermost transaction of the last one that writes."""
    written = max((number for number, sql in enumerate(sent) if not sql.startswith(_NO_WRITES)), default=len(sent))
    depth = 0
    for number, sql in enumerate(sent):
        depth += sql.startswith("SAVEPOINT") - sql.startswith("RELEASE")
        if number > written and depth == 0:
            return number + 1
    return len(sent)


def everything() -> dict[str, str]:
    """A fingerprint of each table. Planning it takes longer than reading what a test has, so it is planned once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = 'everything'")
        if not cursor.rowcount:
            cursor.execute(f"PREPARE everything AS {_fingerprints()}")
        cursor.execute("EXECUTE everything")
        return dict(cursor.fetchall())


def _fingerprints() -> str:
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    rows = "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
    return " UNION ALL ".join(f"SELECT '{name}', {rows} FROM \"{name}\" t" for name in tables)
