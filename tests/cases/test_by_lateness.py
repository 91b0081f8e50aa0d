"""The late ones of a list, the most late first: what is open by its due time, then what ended, by how late it was."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cases.filters import BY_LATENESS, key_of
from cases.models import Case
from cases.querysets.lateness import not_on_time, spare_column
from cases.workflow import State
from common.keyset import page_by
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def closed(city: City, *, due: datetime | None, finished: datetime | None, ended: datetime) -> Case:
    return _put(city, state=State.CLOSED, due_at=due, finished_at=finished, closed_at=ended, is_open=False)


def still_open(city: City, *, due: datetime) -> Case:
    return _put(city, due_at=due)


def _put(city: City, **facts: Any) -> Case:
    case = make.dispatched("06010", by=city.ines, at=MONDAY)
    facts.pop("is_open", None)  # made of the state by the database
    Case.objects.filter(pk=case.pk).update(**facts)
    case.refresh_from_db()
    return case


@pytest.fixture
def in_order(city: City) -> list[Case]:
    """Not made in this order; two are late by the same second, and the last has no due time."""
    a_little = closed(city, due=MONDAY + 50 * HOUR, finished=MONDAY + 51 * HOUR, ended=MONDAY + 90 * HOUR)
    newer = still_open(city, due=MONDAY + 3 * HOUR)
    without = closed(city, due=None, finished=None, ended=MONDAY + 9 * HOUR)
    most = closed(city, due=MONDAY + 60 * HOUR, finished=MONDAY + 99 * HOUR, ended=MONDAY + 100 * HOUR)
    undone = closed(city, due=MONDAY + 2 * HOUR, finished=None, ended=MONDAY + 12 * HOUR)
    same = closed(city, due=MONDAY + HOUR, finished=MONDAY + 11 * HOUR, ended=MONDAY + 40 * HOUR)
    older = still_open(city, due=MONDAY + HOUR)
    on_time = closed(city, due=MONDAY + 9 * HOUR, finished=MONDAY + HOUR, ended=MONDAY + 10 * HOUR)
    return [older, newer, most, *sorted((undone, same), key=lambda case: str(case.pk)), a_little, on_time, without]


def test_it_is_walked_to_its_end_and_back(in_order: list[Case]) -> None:
    cases = Case.objects.all().with_spare()
    for size in (1, 2, 3, 8):
        pages: list[list[uuid.UUID]] = []
        cursor = ""
        while len(pages) <= len(in_order):  # a wrong order would go round for ever
            page = page_by(cases, BY_LATENESS, cursor=cursor, size=size, key_of=key_of)
            pages.append([case.pk for case in page.rows])
            if page.next is None:
                break
            cursor = page.next
        assert [pk for rows in pages for pk in rows] == [case.pk for case in in_order], size
        for before in reversed(pages[:-1]):
            assert page.previous is not None
            page = page_by(cases, BY_LATENESS, cursor=page.previous, size=size, key_of=key_of)
            assert [case.pk for case in page.rows] == before
        assert page.previous is None


def test_the_page_says_what_it_is_sorted_by(client: Client, city: City, in_order: list[Case]) -> None:
    client.force_login(city.lea)
    answer = client.get("/cases/?all=1&on_time=false&ordering=lateness")
    assert [row.case.pk for row in answer.context["rows"]] == [case.pk for case in in_order[:6]]
    assert "按超期时长排序" in answer.text
    assert 'href="?all=1&amp;on_time=false&amp;ordering=-reported_at"' in answer.text
    assert "按超期时长排序" not in client.get("/cases/?all=1&on_time=false").text


def test_the_late_ones_that_ended_are_found_by_their_due_time(city: City, in_order: list[Case]) -> None:
    """Of a period, by an index that holds them alone; both questions that lists ask of them. Among a handful of cases
    each index is as good, so the others go."""
    period = Case.objects.filter(is_open=False, due_at__gte=MONDAY, due_at__lt=MONDAY + 99 * HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE indrelid = 'cases_case'::regclass AND NOT indisunique AND relname <> 'case_late_due'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
    for late in (period.filter(not_on_time(), exempt=False), period.was_late()):
        assert "case_late_due" in late.order_by(spare_column(), "id").explain()
