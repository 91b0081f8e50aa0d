"""People of several units who work together for a term: who they are on a day, and what they hear."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.models import Scope
from cases.permissions import cases_seen, people_with_a_part
from common import outbox
from common.refusals import Refused
from departments.models import Group, GroupMember
from departments.registers import GROUP_MEMBERS, GROUPS, GroupData, GroupMemberData
from notices.registers import NOTICE_RULES, NoticeRuleData
from registry.actions import revert
from registry.actions.load_city import load_city
from registry.registers import ChangeRequest
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


# --- kept -------------------------------------------------------------------------------------------------------------


def load(folder: Path, **files: str) -> None:
    (folder / "city.toml").write_text('name = "城"\ndatum = "wgs84"\n', encoding="utf-8")
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    load_city(path=folder)


@contextmanager
def refused(*fields: str) -> Iterator[None]:
    """With a sentence beside each of these fields."""
    with pytest.raises(Refused) as no:
        yield
    assert set(no.value.errors) == set(fields)


GROUPS_CSV = "code,name,kind,since,until\nducha-1,第一督查组,supervision,2026-05-01,\n"
MEMBERS_CSV = (
    "group,person,since,function,until\nducha-1,sue,2026-05-01,head,2026-06-01\nducha-1,sue,2026-06-15,member,\n"
)


def test_a_folder_brings_groups_and_who_is_in_them_and_says_the_same_again(city: City, tmp_path: Path) -> None:
    load(tmp_path, groups=GROUPS_CSV, group_members=MEMBERS_CSV)
    assert not Group.objects.members_on(JUNE).exists()
    assert set(Group.objects.members_on(JULY)) == {city.sue}
    assert [",".join(row.values()) for row in GROUPS.export()] == GROUPS_CSV.split()[1:]
    assert [",".join(row.values()) for row in GROUP_MEMBERS.export()] == MEMBERS_CSV.split()[1:]


def test_nobody_is_in_a_group_twice_on_a_day(city: City) -> None:
    group("one")
    GROUP_MEMBERS.save(key="one|sue|2026-05-01", data=GroupMemberData(), by=city.abel)
    with refused("since"):
        GROUP_MEMBERS.save(key="one|sue|2026-06-01", data=GroupMemberData(), by=city.abel)
    ends = ChangeRequest(GROUP_MEMBERS, "one|sue|2026-05-01", GroupMemberData(until=JUNE))
    again = ChangeRequest(GROUP_MEMBERS, "one|sue|2026-06-01", GroupMemberData("head"))
    GROUP_MEMBERS.save_many([again, ends], by=city.abel)
    assert GroupMember.objects.count() == 2


def test_what_ends_before_it_begins_is_refused(city: City) -> None:
    group("one")
    with refused("until"):
        GROUP_MEMBERS.save(key="one|sue|2026-05-01", data=GroupMemberData(until=MAY), by=city.abel)
    with refused("until"):
        GROUPS.save(key="one", data=GroupData("一", "supervision", JUNE, MAY), by=city.abel)


def test_a_group_with_people_is_ended_and_not_taken_away(city: City) -> None:
    added = GROUPS.save(key="one", data=GroupData("一", "supervision", MAY), by=city.abel)
    joined = GROUP_MEMBERS.save(key="one|sue|2026-05-01", data=GroupMemberData(), by=city.abel)
    assert added is not None
    assert joined is not None
    with refused():
        revert(change_id=added.pk, by=city.abel)
    revert(change_id=joined.pk, by=city.abel)
    revert(change_id=added.pk, by=city.abel)
    assert not Group.objects.exists()
