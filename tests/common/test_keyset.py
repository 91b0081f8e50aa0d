"""Pages by key: a cursor is ours, of this list and this order, or it is refused."""

import base64
import json
from datetime import timedelta
from itertools import chain

import pytest

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, RoutingRule
from common.keyset import Order, Page, page_by, page_of
from common.refusals import Malformed
from inspections.models import Visit
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def page(cursor: str = "", ordering: str = "-reported_at") -> Page[Case]:
    return page_of(Case.objects.all(), ordering=ordering, cursor=cursor, size=2)


def test_all_rows_come_once_forwards_and_the_same_backwards(city: City) -> None:
    minutes = (make.MONDAY + timedelta(minutes=n) for n in range(5))
    numbers = [make.reported("06010", by=city.ines, at=at).number for at in minutes]
    pages = [page()]
    while following := pages[-1].next:
        pages.append(page(following))
    found = [case.number for each in pages for case in each.rows]
    assert found == numbers[::-1]
    back = page(pages[-1].previous or "")
    assert [case.number for case in back.rows] == [case.number for case in pages[-2].rows]


@pytest.mark.parametrize("parts", [["2026-03-02T02:00:00+00:00", "abc", False], [None, "1", True], ["x", "1", False]])
def test_a_position_that_somebody_made_up_never_reaches_the_database(city: City, parts: list[object]) -> None:
    with pytest.raises(Malformed):
        page(base64.urlsafe_b64encode(json.dumps(parts).encode()).decode())


def test_a_cursor_of_another_order_is_refused(city: City) -> None:
    for _n in range(3):
        make.reported("06010", by=city.ines)
    following = page().next
    assert following is not None
    with pytest.raises(Malformed):
        page(following, ordering="due_at")


def test_rows_that_are_no_models_are_paged_by_a_reader_of_their_keys(city: City) -> None:
    for _n in range(3):
        make.reported("06010", by=city.ines)
    rows = Case.objects.values("number", "reported_at", "id")
    first = page_by(rows, Order.parse("reported_at"), cursor="", size=2, key_of=lambda row, name: row[name])
    then = page_by(
        rows, Order.parse("reported_at"), cursor=first.next or "", size=2, key_of=lambda row, name: row[name]
    )
    assert (len(first.rows), len(then.rows), then.next) == (2, 1, None)


@pytest.mark.parametrize("descending", [True, False])
def test_from_one_position_to_another_all_rows_come_once(city: City, descending: bool) -> None:
    """Two rows of each moment: the tie decides."""
    for n in range(7):
        make.reported("06010", by=city.ines, at=make.MONDAY + timedelta(minutes=n // 2))
    order, rows = Order("reported_at", descending), Case.objects.all()
    positions = [None, order.further(rows, None, steps=3), order.further(rows, None, steps=6)]
    assert positions[2] == order.further(rows, positions[1], steps=3)
    assert order.further(rows, positions[2], steps=2) is None
    parts = [list(order.between(rows, *ends)) for ends in zip(positions, [*positions[1:], None], strict=True)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert list(chain(*parts)) == sorted(rows, key=lambda case: (case.reported_at, case.pk), reverse=descending)


def test_codes_that_look_like_days_are_codes(city: City) -> None:
    names = [f"2024010{n}" for n in range(1, 6)]
    for name in names:
        make.user(name, Role.AUDITOR)
    people, found, cursor = User.objects.filter(username__in=names), list[str](), ""
    for _n in range(3):
        each = page_of(people, ordering="username", cursor=cursor, size=2)
        found += [user.username for user in each.rows]
        cursor = each.next or ""
    assert (found, cursor) == (names, "")


def test_rows_are_paged_by_their_days(city: City) -> None:
    RoutingRule.objects.all().delete()
    keys = []
    for n in range(5):  # two begin on each day: the tie decides
        category, day = (city.manhole if n % 2 else city.rubbish), make.MONDAY.date() + timedelta(days=n // 2)
        rule = make.rule(city.roads, category=category, effective_from=day, ended_on=day + timedelta(days=1))
        keys.append(rule.pk)
    rules, pages, cursor = RoutingRule.objects.all(), list[Page[RoutingRule]](), ""
    for _n in range(3):
        pages.append(page_of(rules, ordering="-effective_from", cursor=cursor, size=2))
        cursor = pages[-1].next or ""
    assert ([rule.pk for each in pages for rule in each.rows], cursor) == (keys[::-1], "")
    back = page_of(rules, ordering="-effective_from", cursor=pages[-1].previous or "", size=2)
    assert [rule.pk for rule in back.rows] == [rule.pk for rule in pages[1].rows]


def test_a_cursor_of_another_list_by_the_same_order_is_refused(city: City) -> None:
    for _n in range(3):
        make.reported("06010", by=city.ines)
    following = page(ordering="due_at").next
    assert following is not None
    with pytest.raises(Malformed):
        page_of(Visit.objects.all(), ordering="due_at", cursor=following, size=2)
