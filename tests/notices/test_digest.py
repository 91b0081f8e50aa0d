"""The daily digest of a unit head: once a day, in the own language, nothing where there is nothing to say."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from common import outbox
from notices.actions import make_digests
from notices.digests import figures
from notices.models import Digest
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
EIGHT = MONDAY.replace(hour=8) + timedelta(days=1)


@pytest.fixture
def case(city: City) -> Case:
    """Dispatched on Monday at ten, due at sixteen: on Tuesday morning it is late."""
    User.objects.filter(pk=city.hugo.pk).update(email="hugo@example.org")
    return make.dispatched("06010", by=city.ines)


def letters() -> list[Any]:
    outbox.drain("notice.digest")
    return [letter for letter in mail.outbox if letter.extra_headers["Message-ID"].startswith("<digest-")]


def test_it_names_what_is_late_with_its_number(case: Case, city: City, settings: Any) -> None:
    settings.SITE_URL = "https://city.example"
    assert make_digests(at=EIGHT) == 1
    (letter,) = letters()
    assert letter.to == ["hugo@example.org"]
    assert "超期未处置 1" in letter.subject
    assert case.number in letter.body
    assert f"https://city.example{case.get_absolute_url()}" in letter.body


def test_its_parts_are_counted(case: Case, city: City) -> None:
    asked = make.dispatched("06010", by=city.ines, at=EIGHT - timedelta(hours=1))
    Case.objects.filter(pk=asked.pk).update(extension="asked")
    make_digests(at=EIGHT)
    digest = Digest.objects.get(user=city.hugo)
    assert digest.counts == {"overdue": 1, "due_today": 1, "fresh": 2, "waiting": 1}


def test_each_figure_leads_to_exactly_its_cases(case: Case, city: City, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(extension="asked")
    other = make.dispatched("06010", by=city.ines)
    digest = Digest(user=city.hugo, day=EIGHT.date(), made_at=EIGHT, counts={"waiting": 1})
    client.force_login(city.hugo)
    page = client.get(figures(digest)[0].url).text
    assert (case.number in page, other.number in page) == (True, False)


def test_two_clocks_and_a_second_look_send_one(case: Case) -> None:
    assert [make_digests(at=EIGHT + timedelta(minutes=n)) for n in (0, 0, 1)] == [1, 0, 0]
    assert len(letters()) == 1


def test_before_its_hour_nothing_is_sent(case: Case) -> None:
    assert make_digests(at=EIGHT - timedelta(minutes=1)) == 0


def test_a_clock_that_was_down_at_eight_makes_up_for_it(case: Case) -> None:
    assert make_digests(at=EIGHT + timedelta(hours=5)) == 1


def test_the_next_day_there_is_another(case: Case) -> None:
    assert make_digests(at=EIGHT) + make_digests(at=EIGHT + timedelta(days=1)) == 2


def test_where_there_is_nothing_to_say_nothing_is_said_all_day(city: City) -> None:
    assert make_digests(at=EIGHT) == 0
    make.dispatched("06010", by=city.ines, at=EIGHT)
    assert make_digests(at=EIGHT + timedelta(hours=1)) == 0
    assert letters() == []


def test_it_speaks_the_heads_language(case: Case, city: City) -> None:
    User.objects.filter(pk=city.hugo.pk).update(language="en")
    make_digests(at=EIGHT)
    assert "Overdue 1" in letters()[0].subject


def test_handlers_get_none(case: Case, city: City) -> None:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    make_digests(at=EIGHT)
    assert {letter.to[0] for letter in letters()} == {"hugo@example.org"}


def test_a_hundred_heads_cost_the_queries_of_one(city: City, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        head = make.user(f"head{number}", city.hugo.role, email=f"head{number}@example.org")  # type: ignore[arg-type]
        make.department(f"unit{number}", members=(head,))
    make.dispatched("06010", by=city.ines)
    with django_assert_max_num_queries(8):
        make_digests(at=EIGHT)


def test_todays_figures_stand_above_the_heads_inbox_and_lead_to_their_cases(city: City, client: Client) -> None:
    Digest.objects.create(user=city.hugo, day=timezone.localdate(), made_at=timezone.now(), counts={"overdue": 3})
    client.force_login(city.hugo)
    page = client.get(reverse("notices:inbox"))
    (figure,) = page.context["figures"]
    assert (figure.number, client.get(figure.url).status_code) == (3, 200)
    assert "inbox-digest" in page.text
