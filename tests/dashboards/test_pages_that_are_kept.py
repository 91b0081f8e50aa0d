"""What is kept of a leader's page is shown to those only who see the same, and no longer than it is true."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, Scope
from departments.models import Department
from evaluations import viewer
from evaluations.actions import rebuild
from evaluations.models import Folding
from evaluations.presenters import kept
from inspections.models import Presence
from ledgers.models import Item, Order
from rounds.models import Finding, Objection, Round
from tests import factories as make
from tests.cast import City
from tests.dashboards.figures import STAT
from tests.dashboards.history import closed
from tests.evaluations.supervised import NOW, orders
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
PAGES = ("/dashboard/", "/scorecards/departments/sanitation/", "/scorecards/sources/hotline/")
LONG = "?period=90-days"
IDS = re.compile(r"define-[a-z-]+-[0-9a-f]{8}")


def looked(user: User, url: str, **more: str) -> str:
    """What stands in the frame of the page, as this person sees it, without the ids that are others each time."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    answer = client.get(url + LONG, headers=more)
    assert answer.status_code == 200
    text = IDS.sub("", answer.text)
    return text[text.index("<main") : text.index("</main>")]


def keys_kept() -> list[str]:
    memory: Any = caches["pages"]
    return [key.split(":", 2)[2] for key in memory._cache]


@pytest.fixture
def unkept(monkeypatch: pytest.MonkeyPatch) -> Callable[[User, str], str]:
    """The same page, made for this person alone."""

    def made(user: User, url: str) -> str:
        with monkeypatch.context() as patched:
            patched.setattr(kept, "viewer_of", lambda user: None)
            return looked(user, url)

    return made


@pytest.fixture
def several(month: City) -> list[User]:
    """Who leads the whole city, a class of it, an area; who sees private cases; and who has something of their own."""
    of_class, of_area, reporter = (make.user(f"{name}-leads", Role.LEADER) for name in ("class", "area", "reporter"))
    Scope.objects.create(person=of_class, kind="class", code="event:06")
    Scope.objects.create(person=of_area, kind="area", code=month.street.code)
    private = Case.objects.filter(private=True).values_list("pk", flat=True)[:3]
    Case.objects.filter(pk__in=[*private]).update(reporter=reporter)
    rebuild()
    return [month.lea, of_class, of_area, month.arno, month.sue, reporter, month.sven, month.dora, month.ada]


@pytest.mark.parametrize("url", PAGES)
def test_each_sees_what_is_theirs_whoever_looked_before(
    several: list[User], unkept: Callable[[User, str], str], url: str
) -> None:
    alone = [unkept(user, url) for user in several]
    assert len(set(alone)) >= 5
    for __ in range(2):
        assert [looked(user, url) for user in several] == alone
    assert [looked(user, url) for user in reversed(several)] == alone[::-1]


def test_what_is_made_for_several_is_asked_by_nobody_of_them(
    several: list[User], unkept: Callable[[User, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where somebody gets something of their own in the very moment in which the page is made."""
    monkeypatch.setattr(viewer, "_has_own", lambda user, outside: False)
    lea, reporter = several[0], several[5]
    assert unkept(lea, PAGES[0]) != unkept(reporter, PAGES[0])
    assert looked(reporter, PAGES[0]) == looked(lea, PAGES[0]) == unkept(lea, PAGES[0])


@pytest.mark.parametrize("url", PAGES)
def test_who_sees_the_same_is_shown_what_was_made_for_another(month: City, url: str) -> None:
    other = make.user("another", Role.LEADER)
    first = looked(month.lea, url)
    with CaptureQueriesContext(connection) as queries:
        second = looked(other, url)
    assert first == second
    assert not [query for query in queries if "given" in query["sql"]]  # nothing was asked of the counters


def test_nothing_of_who_looks_is_kept(month: City) -> None:
    month.lea.name = "Leading Somebody"
    month.lea.save()
    client = Client()
    client.force_login(month.lea)
    answer = client.get("/dashboard/")
    pieces = [caches["pages"].get(key) for key in keys_kept()]
    assert len(pieces) == 6
    token = re.search(r'X-CSRFToken":"([^"]+)', answer.text)
    nonce = re.search(r'nonce="([^"]+)', answer.text)
    assert (token is None, nonce is None) == (False, False)
    for piece in pieces:
        assert [word for word in ("Leading", "nonce", "csrf", "CSRF") if word in piece] == []


@pytest.mark.parametrize("url", PAGES)
def test_a_role_or_a_part_of_the_city_that_changed_counts_at_once(
    month: City, unkept: Callable[[User, str], str], url: str
) -> None:
    whole = looked(month.lea, url)
    Scope.objects.create(person=month.lea, kind="class", code="event:06")
    part = looked(month.lea, url)
    assert part != whole
    assert part == unkept(month.lea, url)
    User.objects.filter(pk=month.lea.pk).update(role=Role.AUDITOR)
    assert looked(month.lea, url) == unkept(month.lea, url) != part


def test_what_happened_is_shown_by_the_next_look(city: City) -> None:
    """Also where the clock folds it and nobody looked meanwhile."""
    rebuild()
    now = timezone.now()
    url = "/dashboard/"

    def number() -> int:
        found = re.search(r'figure-reported">.*?stat-value">(\d+)', looked(city.lea, url), re.S)
        assert found
        return int(found.group(1))

    assert number() == number() == 0
    closed(city, now - timedelta(hours=5), after=timedelta(hours=1))
    assert number() == 1


def test_what_no_turn_tells_is_shown_after_seconds(month: City, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    before = looked(month.lea, "/dashboard/")
    Department.objects.filter(code="sanitation").update(name="新环卫", short_name="")
    Presence.objects.all().delete()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(seconds=kept.SECONDS))
    after = looked(month.lea, "/dashboard/")
    assert ("新环卫" in before, "新环卫" in after) == (False, True)


def test_each_is_spoken_to_in_their_language(month: City) -> None:
    month.lea.language = "en"
    month.lea.save()
    other = make.user("another", Role.LEADER, language="zh-hans")
    for url in PAGES:
        english, chinese = looked(month.lea, url), looked(other, url)
        assert ("On-time rate" in english, "On-time rate" in chinese) == (True, False)


def test_before_counters_are_there_nothing_is_kept(month: City) -> None:
    Folding.objects.all().delete()
    looked(month.lea, "/dashboard/")
    assert keys_kept() == []


def test_who_wrote_an_order_of_a_private_case_sees_it_and_nobody_else(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders(city)
    rebuild()
    case = make.dispatched("06010", by=city.ines, at=MONDAY)
    Case.objects.filter(pk=case.pk).update(private=True)
    Order.objects.filter(replied_at=None, closed_at=None).update(case=case, kind="supervision")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    def overdue(user: User) -> int:
        found = dict(STAT.findall(looked(user, "/dashboard/")))
        return int(found["/orders/?overdue=true"])

    assert overdue(city.lea) == 0
    Order.objects.filter(case=case).update(issued_by=city.sue)
    assert overdue(city.sue) == Order.objects.visible_to(city.sue).overdue(at=NOW).count() > 0
    assert overdue(make.user("other-supervisor", Role.SUPERVISOR)) == overdue(city.lea) == 0


@pytest.mark.parametrize("role", ["supervisor", "leader", "auditor"])
def test_oversight_has_nothing_of_its_own_but_reports_and_orders(db: None, role: str) -> None:
    """Whatever else were somebody's own would be missing on a page that is made for several."""
    person = make.user("who-looks", Role(role), pk=98_765_432)
    seen: list[QuerySet[Any]] = [
        model.objects.visible_to(person) for model in (Case, Order, Item, Round, Finding, Objection)
    ]
    for rows in seen:
        sql = str(rows.query)
        without = re.sub(rf'"(reporter_id|issued_by_id)" = {person.pk}\b', "", sql)
        assert not re.search(rf"\b{person.pk}\b", without), sql
