"""A statement that is written once has slots for what differs from request to request, and nothing else may differ."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.models import User
from common import stand_ins
from common.stand_ins import MOMENT, PERSON, Slotted, names_of, slotted

pytestmark = pytest.mark.django_db
UNITS = stand_ins.keys(0)


def written(rows: "object") -> Slotted:
    sql, parameters = rows.query.sql_with_params()  # type: ignore[attr-defined]
    return slotted(sql, parameters, names_of(["units"]))


def test_the_moment_the_day_and_the_person_are_put_in_with_each_request() -> None:
    day = timezone.localdate(MOMENT)
    found = written(User.objects.filter(pk=PERSON, last_login__lt=MOMENT, date_joined__date=day))
    assert sorted(found.names) == ["day", "moment", "person"]
    assert found.sql.count("%s") == 3
    assert found.values({"moment": 1, "day": 2, "person": 3, "units": 4}) == [
        {"moment": 1, "day": 2, "person": 3}[name] for name in found.names
    ]


def test_however_many_keys_somebody_has_the_text_is_the_same() -> None:
    found = written(User.objects.filter(pk__in=UNITS))
    assert found.names == ("units",)
    assert "= ANY (%s::bigint[])" in found.sql


def test_all_else_is_a_part_of_the_text() -> None:
    found = written(User.objects.filter(role="handler", name__contains="100%", is_active=True))
    assert found.names == ()
    assert "'handler'" in found.sql
    assert "100" in found.sql % ()


def test_another_moment_than_the_one_that_is_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-01-01"):
        written(User.objects.filter(last_login__lt=datetime(2026, 1, 1, tzinfo=UTC)))


def test_a_list_where_one_key_is_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="one key is asked for"):
        written(User.objects.filter(pk=UNITS[0]))
