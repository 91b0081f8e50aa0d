"""What was late before it came here escalates to nobody: nobody was told, and no page says that somebody was."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.roles import Role
from cases.actions import MoveRequest, perform
from cases.actions.chase import chase_all
from cases.deadlines import TOP_LEVEL
from cases.homes.worklists import fill, sections_of
from cases.models import Case, CaseEvent
from cases.rulebook import rulebook
from notices.models import Notice
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.imports.history import bring_in, still_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(city: City, tmp_path: Path) -> Case:
    bring_in(tmp_path, still_open(whose="sanitation"))
    return Case.objects.get()


def test_the_leader_s_home_counts_it_as_overdue_and_not_as_escalated(
    city: City, late: Case, signed_in: SignedIn
) -> None:
    sections = sections_of(Role.LEADER, rulebook().settings)
    numbers = {part.section.question: part.number for part in fill(city.lea, sections, at=timezone.now())}
    assert numbers["stage=dispose&escalated=5"] == 0
    assert numbers["overdue=true"] == 1
    assert late.number in signed_in(city.lea).get("/today/").content.decode()


@pytest.mark.parametrize("rung", range(1, TOP_LEVEL + 2))
def test_no_question_for_a_rung_finds_it(city: City, late: Case, api: Api, rung: int) -> None:
    assert api(city.lea).get("/api/v1/cases/", {"escalated": rung}).json()["results"] == []


def test_its_line_bears_no_sign_of_an_escalation(city: City, late: Case, signed_in: SignedIn) -> None:
    page = signed_in(city.sven).get("/cases/?ordering=due_at").content.decode()
    assert late.number in page
    assert "Escalated to the leaders" not in page


def test_taking_it_over_wakes_no_ladder(city: City, late: Case) -> None:
    perform(case_id=late.pk, request=MoveRequest(move="take", version=late.version), by=city.hana)
    assert chase_all() == 0
    assert not CaseEvent.objects.filter(move__in=("warn", "escalate")).exists()
    assert not Notice.objects.filter(user=city.lea).exists()


def test_what_falls_due_here_is_chased_as_any_other(city: City, tmp_path: Path) -> None:
    due = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    opened = (due - timedelta(days=2)).isoformat()
    bring_in(tmp_path, still_open(whose="sanitation", due=due.isoformat(), opened=opened))
    assert chase_all(at=due + timedelta(days=2)) == TOP_LEVEL - 1  # its warning lay in the past when it came
    assert Case.objects.get().chase_level == TOP_LEVEL
