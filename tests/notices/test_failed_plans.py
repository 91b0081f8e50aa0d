"""A planned change that could not be made on its day: its author reads it in the inbox, and hears of it once."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from common import outbox
from notices.models import Delivery, Notice
from registry.actions import PLAN_FAILED
from registry.models import PlannedChange, PlanState
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
TITLE = "您计划于 2026-03-02 生效的“roads”变更未能执行"


@pytest.fixture
def plan(city: City) -> PlannedChange:
    """It failed, and its author, who has an address, was told."""
    make.never_quiet()
    User.objects.filter(pk=city.abel.pk).update(email="abel@example.org")
    failed = PlannedChange.objects.create(
        on=date(2026, 3, 2),
        kind="unit",
        key="roads",
        label="roads",
        by=city.abel,
        made_at=timezone.now(),
        state=PlanState.FAILED,
        failure="它已停用。",
    )
    outbox.emit(PLAN_FAILED, [failed.pk])
    outbox.drain(PLAN_FAILED)
    return failed


def inbox(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/inbox/").text


def test_the_author_and_nobody_else_reads_it_in_the_inbox(plan: PlannedChange, city: City) -> None:
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["abel"]
    assert TITLE in inbox(city.abel)
    assert '<a href="/city/planned/">roads</a>' in inbox(city.abel)


def test_the_letter_says_what_and_why(plan: PlannedChange) -> None:
    outbox.drain("notice.mail")
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["abel@example.org"], TITLE)
    assert "它已停用。" in letter.body


def test_however_often_it_fails_it_is_told_once(plan: PlannedChange) -> None:
    outbox.emit(PLAN_FAILED, [plan.pk, plan.pk])
    outbox.drain(PLAN_FAILED)
    outbox.drain("notice.mail")
    assert (Notice.objects.count(), len(mail.outbox)) == (1, 1)


def test_of_one_that_was_put_away_no_letter_goes_out(plan: PlannedChange, city: City) -> None:
    PlannedChange.objects.update(state=PlanState.DROPPED)
    outbox.drain("notice.mail")
    assert mail.outbox == []
    assert Delivery.objects.get().state == "dropped"
    assert TITLE in inbox(city.abel)


def test_who_administers_no_more_gets_no_link(plan: PlannedChange, city: City) -> None:
    User.objects.filter(pk=city.abel.pk).update(role="handler")
    city.abel.refresh_from_db()
    assert '<a href="/city/planned/">roads</a>' not in inbox(city.abel)
