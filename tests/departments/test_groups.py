"""People of several units who work together for a term: who they are on a day, and what they hear."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.models import Scope
from cases.permissions import cases_seen, people_with_a_part
from common import outbox
from departments.models import Group, GroupMember
from notices.registers import NOTICE_RULES, NoticeRuleData
from tests import factories as make
from tests.cast import City
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def group(code: str, kind: str = "supervision", *, since: date = MAY, until: date | None = None) -> Group:
    return Group.objects.create(code=code, name=code, kind=kind, since=since, until=until)


def join(of: Group, *people: User, since: date = MAY, until: date | None = None) -> None:
    for person in people:
        GroupMember.objects.create(group=of, person=person, since=since, until=until)


def test_members_on_a_day_are_those_whose_term_and_whose_groups_term_hold(city: City) -> None:
    first, ends = group("first"), group("ends", until=JULY)
    join(first, city.sue, until=JUNE)
    join(first, city.lea, since=JUNE)
    join(ends, city.hugo)

    def on(day: date) -> set[str]:
        return {user.username for user in Group.objects.members_on(day)}

    assert on(MAY - timedelta(days=1)) == set()
    assert on(JUNE - timedelta(days=1)) == {"sue", "hugo"}
    assert on(JUNE) == {"lea", "hugo"}
    assert on(JULY) == {"lea"}
    assert set(first.members.on(JUNE).values_list("person__username", flat=True)) == {"lea"}
    User.objects.filter(pk=city.lea.pk).update(is_active=False)
    assert on(JULY) == set()


# --- what they hear ---------------------------------------------------------------------------------------------------


@pytest.fixture
def supervised(city: City) -> Callable[[], set[str]]:
    """Lea puts a new case under supervision; the names of those who hear of it."""
    NOTICE_RULES.save(key="supervise/group_supervision", data=NoticeRuleData(told=True), by=city.abel)

    def supervise() -> set[str]:
        case = make.dispatched("06010", by=city.ines)
        until = timezone.now() + timedelta(days=3)
        request = MoveRequest("supervise", case.version, uuid.uuid4(), reason="督办", until=until)
        perform(case_id=case.pk, request=request, by=city.lea)
        outbox.drain("case.notice")
        return set(notices_of(case, move="supervise").values_list("user__username", flat=True))

    return supervise


def test_a_group_hears_of_supervisions_when_the_city_says_so(city: City, supervised: Callable[[], set[str]]) -> None:
    usual = supervised()
    join(group("one"), city.sue)
    join(group("two"), city.ada)
    join(group("office", kind="creation"), city.dora)
    assert supervised() == usual | {"sue", "ada"}


@pytest.mark.parametrize("ends", ["the membership", "the group"])
def test_from_the_day_on_which_a_term_has_ended_they_hear_nothing(
    city: City, supervised: Callable[[], set[str]], ends: str
) -> None:
    today = timezone.localdate()
    one = group("one", until=today if ends == "the group" else None)
    join(one, city.sue, until=today if ends == "the membership" else None)
    assert "sue" not in supervised()
    GroupMember.objects.update(until=today + timedelta(days=1))
    Group.objects.update(until=today + timedelta(days=1))
    assert "sue" in supervised()


def test_of_a_case_only_those_members_hear_who_see_it(city: City, supervised: Callable[[], set[str]]) -> None:
    """Omar works for another unit, Ivan walks another grid, Dora is given another class."""
    Scope.objects.create(person=city.dora, kind="class", code="event:01")
    usual = supervised()
    join(group("one"), city.omar, city.ivan, city.dora, city.ines, city.sue)
    assert supervised() == usual | {"ines", "sue"}


def test_who_is_limited_to_other_places_does_not_hear_what_their_role_hears(
    city: City, supervised: Callable[[], set[str]]
) -> None:
    assert "sven" in supervised()
    Scope.objects.create(person=city.sven, kind="class", code="event:01")
    assert "sven" not in supervised()
    Scope.objects.create(person=city.sven, kind="class", code="event:06")
    assert "sven" in supervised()


def test_asking_who_may_hear_takes_a_fixed_number_of_statements(
    city: City, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    people = [make.user(f"scoped-{n}", Role.ACCEPTOR) for n in range(12)]
    for person in people:
        Scope.objects.create(person=person, kind="area", code=city.street.code)
    case = make.dispatched("06010", by=city.ines)
    with django_assert_max_num_queries(6):
        found = people_with_a_part([person.pk for person in people])
        seen = cases_seen({case.pk}, found)
    assert seen == {(person.pk, case.pk) for person in people}
