"""A question whose statement is written once answers as its queryset would, each time with other values."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import issue_token
from accounts.api.authentication import _TOKEN
from accounts.models import Token, User
from catalogue.models import Category
from common.joined import Joined
from common.question import Question
from tests.cast import City

pytestmark = pytest.mark.django_db
BY_NAME = Question(
    Joined(User, ["membership", "membership__department"], extra="7"),
    lambda beginning: User.objects.filter(username__gte=beginning).order_by("username"),
    "beginning",
)


def test_it_finds_the_first_in_the_order_of_its_queryset(city: City) -> None:
    for beginning in ("a", "i", "q"):
        found = BY_NAME.ask(beginning=beginning)
        expected = User.objects.filter(username__gte=beginning).order_by("username").first()
        assert (found and found[0]) == expected
        assert found is None or found[1] == 7


def test_nobody_is_none(city: City) -> None:
    assert BY_NAME.ask(beginning="~") is None


def test_a_one_to_one_key_that_points_here_comes_along_or_is_known_to_be_none(city: City) -> None:
    with CaptureQueriesContext(connection) as asked:
        worker, inspector = BY_NAME.ask(beginning=city.hana.username), BY_NAME.ask(beginning=city.ines.username)
        assert worker is not None
        assert inspector is not None
        assert (worker[0].membership.department, worker[0].membership.user) == (city.sanitation, worker[0])
        assert not hasattr(inspector[0], "membership")
    assert len(asked) == 2
    assert inspector[0] == city.ines


def test_a_key_that_is_revoked_or_over_finds_nobody(city: City) -> None:
    now = timezone.now()
    __, token = issue_token(user=city.ines, at=now, lifetime=timedelta(hours=1))
    asked = {"digest": token.digest, "at": now}
    assert _TOKEN.ask(**asked) is not None
    assert _TOKEN.ask(**asked | {"at": now + timedelta(hours=2)}) is None
    Token.objects.filter(pk=token.pk).update(revoked_at=now)
    assert _TOKEN.ask(**asked) is None


def test_the_words_of_the_queryset_hold(city: City) -> None:
    in_force = Question(Joined(Category, ()), lambda code: Category.objects.in_force().filter(code=code), "code")
    assert in_force.ask(code=city.rubbish.code) == (city.rubbish, None)
    Category.objects.filter(pk=city.rubbish.pk).update(ended_on="2020-01-01")
    assert in_force.ask(code=city.rubbish.code) is None
