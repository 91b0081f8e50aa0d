"""A history of a city made by the hundred thousand: lawful, spread, and safe to break off and take up again."""

from datetime import datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import bulk_load
from cases.models import Case, CaseEvent
from demo.actions import seed
from notices.models import Notice
from tests.cast import City
from tests.cast import city as make_city

UNTIL = datetime.fromisoformat("2026-03-02T15:00:00+08:00")


def made(cases: int, **options: Any) -> str:
    out = StringIO()
    call_command("seed_history", cases=cases, stdout=out, **{"until": UNTIL, "days": 60, "jobs": 1} | options)
    return out.getvalue()


@pytest.fixture
def history(city: City) -> City:
    made(400)
    return city


@pytest.mark.django_db
def test_nothing_is_wrong_with_a_seeded_city(history: City) -> None:
    out = StringIO()
    call_command("fsck", stdout=out)
    assert "WRONG" not in out.getvalue()
    assert Case.objects.count() == 400


@pytest.mark.django_db
def test_it_spreads_over_units_matters_sources_states_and_days(history: City) -> None:
    cases = Case.objects.all()
    assert set(cases.exclude(department=None).values_list("department__code", flat=True)) >= {"sanitation", "street-1"}
    assert cases.values("category").distinct().count() == 2
    assert cases.values("source").distinct().count() > 5
    assert {"closed", "rejected", "void"} < set(cases.values_list("state", flat=True))
    assert cases.filter(is_open=True).exists()
    assert cases.filter(rework_count__gt=0).exists()
    assert cases.filter(send_back_count__gt=0).exists()
    late, in_time = (cases.filter(Q(**{f"finished_at__{how}": F("due_at")})).count() for how in ("gt", "lte"))
    assert 0 < late < in_time
    days = {timezone.localdate(at) for at in cases.values_list("reported_at", flat=True)}
    assert len(days) > 50
    assert max(days) == UNTIL.date()
    assert not CaseEvent.objects.filter(at__gt=UNTIL).exists()


@pytest.mark.django_db
def test_nobody_is_told_and_late_ones_were_escalated(history: City) -> None:
    assert not Notice.objects.exists()
    late = Case.objects.filter(finished_at__gt=F("due_at")).first()
    assert late is not None
    assert late.events.filter(move="escalate").exists()


@pytest.mark.django_db
def test_a_unit_sees_its_own_part(client: Client, history: City) -> None:
    """In its list and by the API alike."""
    closed = Case.objects.filter(state="closed").order_by("-reported_at", "-pk")
    own, other = (closed.filter(department__code=code)[0].number for code in ("sanitation", "roads"))
    client.force_login(history.hana)
    assert client.get(f"/cases/{own}/").status_code == 200
    assert client.get(f"/cases/{other}/").status_code == 404
    found = client.get("/api/v1/cases/", {"state": "closed"}).json()["results"]
    assert found[0]["number"] == own


@pytest.mark.django_db
def test_the_same_seed_and_moment_add_nothing_and_another_seed_does(history: City, english: None) -> None:
    assert "0 cases were added" in made(400)
    assert Case.objects.count() == 400
    assert "100 cases were added" in made(100, seed=2)
    assert Case.objects.count() == 500


@pytest.mark.django_db
def test_the_same_seed_with_another_moment_is_refused_in_words(history: City, english: None) -> None:
    """Some of its cases would get the keys of those that are there."""
    with pytest.raises(CommandError, match="Say another --seed"):
        made(400, until=UNTIL + timedelta(hours=3))
    assert Case.objects.count() == 400


@pytest.mark.django_db
def test_a_run_that_was_broken_off_is_taken_up(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "BATCH", 20)
    calls = iter(range(100))

    def dying(**rest: Any) -> int:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return bulk_load(**rest)

    with monkeypatch.context() as patch:
        patch.setattr(seed, "bulk_load", dying)
        with pytest.raises(KeyboardInterrupt):
            made(100)
    assert Case.objects.count() == 60
    made(100)
    assert Case.objects.count() == 100


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_what_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_city()
    monkeypatch.setattr(seed, "BATCH", 10)
    made(40, jobs=2)
    ids = set(Case.objects.values_list("pk", flat=True))
    made(40, jobs=1)
    assert len(ids) == 40
    assert set(Case.objects.values_list("pk", flat=True)) == ids


@pytest.mark.django_db
def test_without_a_city_it_says_what_is_missing(db: None, english: None) -> None:
    with pytest.raises(CommandError, match=r"can't be made without: Grid inspector, Acceptor"):
        made(10)


@pytest.mark.django_db
def test_without_a_dispatcher_it_says_so(city: City, english: None) -> None:
    User.objects.filter(role=Role.DISPATCHER).update(is_active=False)
    with pytest.raises(CommandError, match="without: Dispatcher"):
        made(10)


@pytest.mark.parametrize("wrong", [{"cases": 0}, {"days": 0}, {"jobs": 0}])
def test_numbers_are_greater_than_zero(wrong: dict[str, int], english: None) -> None:
    with pytest.raises(CommandError, match="greater than zero"):
        made(**{"cases": 1} | wrong)


def test_reports_of_the_last_day_lie_before_the_end() -> None:
    plan = seed.Seed(1, 500, 1, UNTIL)
    moments = plan.moments(Random(1), 0)
    assert len(moments) == 500
    assert UNTIL - timedelta(hours=16) < moments[0] <= moments[-1] < UNTIL
