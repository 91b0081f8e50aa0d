"""Cases loaded with their histories are like others: listed, found, exported, sealed. What can't be is refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions import History, MoveRequest, bulk_load, perform
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from cases.rulebook import rulebook
from common.integrity import examine
from common.models import Message
from common.refusals import Refused
from common.worktime import Limit
from notices.models import Notice
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reported(city: City, **rest: Any) -> History:
    lng, lat = make.middle(0, 0)
    values: dict[str, Any] = {
        "id": uuid.uuid4(), "category": city.rubbish, "source": "inspector", "description": "一堆旧家具",
        "reporter": city.ines, "location": Point(lng, lat, srid=4326), "unit_grid": city.grids[0],
        "duty_grid": city.duty_grids[0], "community": city.community, "street": city.street, "district": city.district,
        "occurred_at": MONDAY, "reported_at": MONDAY, "stage_started_at": MONDAY,
    }  # fmt: skip
    history = History(Case(**values | rest))
    history.report(by=city.ines, data={})
    return history


def in_disposal(city: City, **rest: Any) -> History:
    history, book = reported(city, **rest), rulebook()
    history.move(
        "auto_dispatch", at=MONDAY, actor="router", book=book, department=city.sanitation,
        limit=Limit.parse("4 work_hour"),
    )  # fmt: skip
    history.move("take", at=MONDAY + HOUR, by=city.hana, book=book)
    return history


def closed(city: City, **rest: Any) -> History:
    history, book = in_disposal(city, **rest), rulebook()
    history.move("dispose", at=MONDAY + 2 * HOUR, by=city.hana, book=book)
    history.move("check", at=MONDAY + 3 * HOUR, by=city.ines, book=book, passed=True)
    history.move("close", at=MONDAY + 4 * HOUR, by=city.sven, book=book)
    return history


def test_a_loaded_case_stands_in_the_unit_s_list_and_is_found_by_its_words(client: Client, city: City) -> None:
    assert bulk_load(histories=[in_disposal(city), closed(city, description="井盖松动")]) == 2
    client.force_login(city.hana)
    case = Case.objects.get(state="in_disposal")
    assert case.number.startswith("20260302-")
    assert case.number in client.get("/cases/").content.decode()
    assert case.number in client.get("/search/?q=旧家具").content.decode()
    assert case.number not in client.get("/search/?q=井盖").content.decode()
    client.force_login(city.omar)
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_it_is_exported_with_its_times(client: Client, city: City) -> None:
    bulk_load(histories=[closed(city)])
    client.force_login(city.sven)
    text = b"".join(client.get("/cases/export.csv?all=1").streaming_content).decode()  # type: ignore[attr-defined]
    assert Case.objects.get().number in text
    assert "2026-03-02 14:00" in text


def test_its_life_goes_on_as_any_other(city: City) -> None:
    bulk_load(histories=[in_disposal(city)])
    case, photo = Case.objects.get(), make.photo(city.hana)
    request = MoveRequest("dispose", case.version, uuid.uuid4(), photos=(photo.pk,))
    perform(case_id=case.pk, request=request, at=MONDAY + 2 * HOUR, by=city.hana)
    case.refresh_from_db()
    assert (case.state, case.seq, case.on_time) == ("disposed", 4, True)


def test_nothing_is_wrong_with_what_was_loaded(city: City) -> None:
    late = in_disposal(city)
    for hours in (5, 6, 8):
        late.raise_level(at=MONDAY + hours * HOUR)
    bulk_load(histories=[in_disposal(city), closed(city), late])
    assert [check.name for check in CHECKS if examine(check).count] == []
    assert CaseEvent.objects.exclude(hash="").count() == CaseEvent.objects.count() == 3 + 6 + 6


def test_the_past_rings_nowhere(city: City) -> None:
    bulk_load(histories=[in_disposal(city), closed(city)])
    assert (Message.objects.count(), Notice.objects.count()) == (0, 0)


def refused(history: History) -> str:
    with pytest.raises(Refused) as no:
        bulk_load(histories=[history])
    assert not Case.objects.exists()
    return no.value.message


def test_a_step_that_the_table_does_not_know_is_refused(city: City, english: None) -> None:
    history = reported(city)
    history.move("close", at=MONDAY, by=city.sven, book=rulebook())
    assert "“close” does not follow here" in refused(history)


def test_a_move_of_somebody_who_may_not_is_refused(city: City, english: None) -> None:
    history = in_disposal(city)
    history.move("dispose", at=MONDAY + 2 * HOUR, by=city.sven, book=rulebook())
    assert "“dispose” is not for shift_leader" in refused(history)


def test_a_move_of_people_is_not_the_platform_s(city: City, english: None) -> None:
    history = in_disposal(city)
    history.move("dispose", at=MONDAY + 2 * HOUR, actor="import", book=rulebook())
    assert "“dispose” is not for system" in refused(history)


@pytest.mark.parametrize(("name", "value"), [("state", "closed"), ("version", 9), ("seq", 9)])
def test_a_history_that_does_not_lead_to_the_case_is_refused(
    city: City, english: None, name: str, value: object
) -> None:
    history = in_disposal(city)
    setattr(history.case, name, value)
    assert "does not lead to how the case stands" in refused(history)


def test_a_gap_in_a_history_is_refused(city: City, english: None) -> None:
    history = in_disposal(city)
    del history.events[1]
    assert "does not follow here" in refused(history)
    assert "It is empty." in refused(History(history.case))


def test_one_that_is_there_already_refuses_the_whole_batch(city: City) -> None:
    first = in_disposal(city)
    bulk_load(histories=[first])
    with pytest.raises(IntegrityError):
        bulk_load(histories=[closed(city), in_disposal(city, id=first.case.pk)])


def test_who_is_known_by_key_alone_is_not_looked_up_for_a_role(city: City) -> None:
    history = in_disposal(city)
    columns = [field.attname for field in CaseEvent._meta.concrete_fields]
    events = [CaseEvent(**{name: getattr(event, name) for name in columns}) for event in history.events]
    with CaptureQueriesContext(connection) as queries:
        bulk_load(histories=[History(history.case, events)])
    assert not [query for query in queries if "accounts_user" in query["sql"]]
    assert CaseEvent.objects.get(move="take").by == city.hana
