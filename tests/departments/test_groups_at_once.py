"""Two administrators put the same person into the same group at the same moment."""

from datetime import date
from functools import partial

import pytest

from common.refusals import Refused
from departments.models import Group, GroupMember
from departments.registers import GROUP_MEMBERS, GroupMemberData
from tests.cast import City
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = tuple(date(2026, month, 1) for month in range(1, 9))


def test_nobody_is_in_a_group_twice_by_two_who_say_so_at_once(city: City) -> None:
    group = Group.objects.create(code="creation-1", name="创建办", kind="creation", since=DAYS[0])

    def join(day: date) -> str:
        try:
            GROUP_MEMBERS.save(key=f"{group.code}|sue|{day}", data=GroupMemberData(), by=city.abel)
        except Refused as no:
            return no.message
        return ""

    made = at_once([partial(join, day) for day in DAYS])
    assert made.count("") == GroupMember.objects.count() == 1
