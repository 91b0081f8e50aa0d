"""No clock runs beyond the bounds of moments, and a page shows what old data hold there."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cases import rulebook
from cases.models import Case, CaseEvent
from common.moments import LATEST
from common.worktime import LimitUnit
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/cases/?reported_before=9999-12-31T23:59:59Z",
        "/cases/?due_before=9999-12-31T23:59:59-12:00",
        "/cases/?reported_after=0001-01-01T00:00:00%2B14:00",
        "/cases/?all=1&closed_after=9999-12-31&closed_before=0001-01-01",
        "/cases/export.csv?reported_before=9999-12-31T23:59:59Z",
    ],
)
def test_a_filter_up_to_the_end_of_time_is_no_bound_as_by_api(city: City, signed_in: SignedIn, address: str) -> None:
    case = make.dispatched("06010", by=city.ines)
    page: Any = signed_in(city.sven).get(address)
    assert page.status_code == 200
    if "closed" not in address:
        shown = b"".join(page.streaming_content).decode() if page.streaming else page.text
        assert case.number in shown
    api = api_client(city.sven).get(f"/api/v1/cases/?{address.partition('?')[2].removeprefix('all=1&')}")
    assert api.status_code == 200


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "2400-01-01T00:00:00+08:00", "2150-01-01T00:00:00+08:00"])
def test_nobody_supervises_until_the_end_of_time(city: City, signed_in: SignedIn, until: str) -> None:
    case = make.dispatched("06010", by=city.ines, at=timezone.now())
    said = {"id": str(uuid.uuid4()), "version": case.version, "until": until, "reason": "市民多次反映"}
    answer = api_client(city.sue).post(f"/api/v1/cases/{case.number}/moves/supervise/", said, format="json")
    assert answer.status_code in (400, 422)
    assert "until" in answer.json()["errors"]
    page = signed_in(city.sue).post(f"{case.get_absolute_url()}moves/supervise/", said | {"until": until[:16]})
    assert page.status_code == 422
    assert not CaseEvent.objects.filter(case=case, move="supervise").exists()


@pytest.mark.parametrize("unit", LimitUnit)
def test_a_limit_of_three_hundred_years_ends_within_the_bounds(city: City, unit: LimitUnit) -> None:
    """A form refuses such a limit now; a city may have one from before, and its reports must come in."""
    city.rubbish_lies.limit_value, city.rubbish_lies.limit_unit = Decimal(99_999), unit
    city.rubbish_lies.save()
    rulebook.forget()
    case = make.dispatched("06010", by=city.ines, condition=1)
    assert case.due_at is not None
    assert case.due_at <= LATEST
    case.extension_count = 10
    extended = rulebook.rulebook().due_of(case).due_at
    assert extended is not None
    assert case.due_at <= extended <= LATEST


def test_a_limit_longer_than_a_hundred_years_is_refused(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.abel).post(
        "/city/limits/add/",
        {"stage": "accept", "source": "web", "urgency": "", "limit_value": "90000", "limit_unit": "natural_day"},
    )
    assert page.status_code == 422
    assert "hundred years" in page.text


def test_the_history_shows_a_due_time_of_the_year_9999(city: City, signed_in: SignedIn) -> None:
    """A city of an earlier version may have imported one: the row was put in the bounds, its history is for ever."""
    case = make.dispatched("06010", by=city.ines)
    said: dict[str, Any] = {"due_at": "9999-12-31T23:59:59+00:00", "limit": ""}
    CaseEvent(
        case=case, seq=case.seq + 1, move="comment", to_state=case.state, by=city.sven, at=timezone.now(), data=said
    ).save(force_insert=True)  # fmt: skip
    Case.objects.filter(pk=case.pk).update(seq=case.seq + 1)
    assert signed_in(city.sven).get(case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("column", ["occurred_at", "reported_at", "due_at", "supervision_due_at"])
def test_no_writer_stores_a_moment_beyond_the_bounds(city: City, column: str) -> None:
    case = make.dispatched("06010", by=city.ines)
    for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC) - timedelta(days=1)):
        with pytest.raises(Exception, match="case_moments_in_bounds"), connection.cursor() as cursor:
            cursor.execute(f"SAVEPOINT odd; UPDATE cases_case SET {column} = %s WHERE id = %s", [moment, case.pk])
        connection.cursor().execute("ROLLBACK TO SAVEPOINT odd")
