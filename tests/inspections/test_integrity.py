"""fsck finds visits that were lost, forgotten or given to the wrong person; a city at work has none."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cases.models import Case
from common.integrity import examine
from common.models import Message
from departments.models import Membership
from inspections.actions import look_after_visits
from inspections.integrity import CHECKS
from inspections.models import Visit
from tests.cast import City
from tests.inspections.looking import LATER, disposed, go, order, setting, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    case = disposed(city)
    order(case)
    Message.objects.all().delete()
    return case


def wrong() -> set[str]:
    return {check.name for check in CHECKS if examine(check).count}


def test_a_city_at_work_is_sound(case: Case, city: City) -> None:
    setting("recheck_share", 1.0)
    order(verifying(city))
    disposed(city)  # its message waits in the outbox
    look_after_visits(at=LATER + timedelta(days=1))
    go(case, "check", by=city.ines, passed=True)
    go(case, "close", by=city.sven)
    order(case)
    assert wrong() == set()


def test_a_visit_that_was_lost_is_found(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger fires
        cursor.execute("DELETE FROM inspections_visitevent")
        cursor.execute("DELETE FROM inspections_visit")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert wrong() == {"unvisited"}
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("fsck", stdout=out)
    assert case.number in out.getvalue()


def test_a_visit_that_nobody_needs_is_found(case: Case, city: City) -> None:
    go(case, "check", by=city.ines, passed=True)
    Message.objects.all().delete()
    assert wrong() == {"needless"}


def test_a_visit_of_which_the_case_knows_nothing_is_found(case: Case, city: City) -> None:
    Case.objects.update(visitor=city.ivan)
    assert wrong() == {"strangers"}


def test_a_check_by_the_units_own_member_is_found(case: Case, city: City) -> None:
    Membership.objects.create(user=city.ines, department=city.sanitation)
    assert wrong() == {"own_work"}


def test_a_check_by_who_reported_it_is_found(case: Case, city: City) -> None:
    Case.objects.update(reporter=city.ines)
    Visit.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert wrong() == {"own_report"}
    Case.objects.update(reporter_may_check=True)
    assert wrong() == set()
