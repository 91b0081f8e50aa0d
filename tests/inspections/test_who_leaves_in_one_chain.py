"""Two people leave the city: within a minute they are out of everything, and what they owed is on others' pages.

Hana has an assigned case, a mail on its way, a browser and a token; Ines walks her grid with a visit given to her.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from common import outbox
from inspections.actions import come_on_duty, look_after_visits
from inspections.models import Presence
from notices.models import Notice
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.inspections.looking import LATER, disposed, go, order, visit_of
from tests.typed import person, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = LATER + timedelta(minutes=5)


@dataclass
class Clock:
    now: datetime = NOW

    def minute(self) -> None:
        """What the clock does within a minute, as often as it does it."""
        for __ in range(6):
            self.now += timedelta(seconds=10)
            outbox.sweep()
            look_after_visits()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


@dataclass
class Gone:
    """What Hana and Ines held, and by what they were in."""

    held: Case
    looked_at: Case
    browsers: list[Client]
    programs: list[APIClient]


@pytest.fixture
def gone(city: City, clock: Clock) -> Gone:
    """They are switched off on the page of administration a moment after all of it; a minute has passed."""
    User.objects.update(language="en")
    User.objects.filter(username="hana").update(email="hana@city.example")
    make.user("ilse", Role.INSPECTOR)  # of no grid and not on duty: nobody falls to her by chance
    for walker in (city.ines, city.ivan):
        come_on_duty(by=walker, at=LATER)
    held = go(make.dispatched("06010", by=city.ada), "assign", by=city.hugo, assignee="hana")
    looked_at = disposed(city)
    order(looked_at)
    assert visit_of(looked_at).inspector == city.ines
    browsers, programs = [browser(user) for user in (city.hana, city.ines)], [*map(api_client, (city.hana, city.ines))]
    assert held.number in browsers[0].get("/today/").text
    assert looked_at.number in browsers[1].get("/field/tasks/").text
    switch_off(city, {
        "hana": person(name="Hana", role="handler", unit="sanitation", language="en"),
        "ines": person(name="Ines", role="inspector", unit="", grids=["D1"], language="en"),
    })  # fmt: skip
    clock.minute()
    return Gone(held, looked_at, browsers, programs)


def switch_off(city: City, people: dict[str, dict[str, object]]) -> None:
    abel = browser(city.abel)
    for username, said in people.items():
        path = f"/city/people/{username}/"
        form = {**said, "seen": seen(abel, path)}
        del form["active"]
        answer = abel.post(path, form)
        assert answer.status_code == 302, answer.context["form"].errors


def browser(user: User) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return made


def section(user: User, label: str) -> tuple[int, str]:
    """The number on somebody's home, and the text of the list behind it."""
    client = browser(user)
    [found] = [each for each in client.get("/today/").context["home"].waiting if str(each.label) == label]
    return found.number, client.get(found.url).text


def test_they_are_out_of_every_browser_and_token(gone: Gone) -> None:
    assert [client.get("/today/").status_code for client in gone.browsers] == [302, 302]
    assert [program.get("/api/v1/cases/").status_code for program in gone.programs] == [401, 401]


def test_no_mail_reaches_them_and_nothing_is_told_them_any_more(gone: Gone, city: City, clock: Clock) -> None:
    told = Notice.objects.filter(user__in=(city.hana, city.ines)).count()
    go(gone.held, "raise_urgency", by=city.sven, at=clock.now, reason="下雨")
    order(disposed(city))
    clock.minute()
    assert Notice.objects.filter(user__in=(city.hana, city.ines)).count() == told
    assert not [letter for letter in mail.outbox if "hana@city.example" in letter.to]


def test_the_assigned_case_is_the_units_again_and_its_head_reads_so(gone: Gone, city: City) -> None:
    assert gone.held.number in browser(city.hugo).get("/cases/?without_assignee=true").text
    row = api_client(city.hugo).get(f"/api/v1/cases/{gone.held.pk}/").json()
    assert (row["assignee"], row["department"]["code"], row["state"]) == (None, "sanitation", "dispatched")
    inbox = browser(city.hugo).get("/inbox/").text
    assert "Hana" in inbox
    assert gone.held.number in inbox
    assert "Hana" in browser(city.sven).get(gone.held.get_absolute_url()).text  # its history says whose it was


def test_the_visit_is_on_the_tasks_of_who_is_there(gone: Gone, city: City) -> None:
    assert visit_of(gone.looked_at).inspector == city.ivan
    assert gone.looked_at.number in browser(city.ivan).get("/field/tasks/").text
    assert section(city.ivan, "To check")[0] == 1
    assert "1 of 2 inspectors is on duty" in browser(city.sven).get("/inspections/").text
    assert not Presence.objects.on_duty(at=NOW + timedelta(minutes=1)).filter(user=city.ines).exists()


def test_where_nobody_is_left_it_stands_on_the_desks_home(gone: Gone, city: City, clock: Clock) -> None:
    switch_off(city, {"ivan": person(name="Ivan", role="inspector", unit="", grids=["D2"], language="en")})
    clock.minute()
    number, page = section(city.sven, "Visits: nobody on duty")
    assert number == 1
    assert gone.looked_at.number in page


def test_nobody_is_routed_to_them(gone: Gone, city: City) -> None:
    place = api_client(city.ada).get("/api/v1/locate/?lng=121.4805&lat=31.2305").json()
    assert place["duty_grid"]["inspectors"] == []
    offered = browser(city.hugo).get(f"{gone.held.get_absolute_url()}moves/assign/", headers={"hx-request": "true"})
    assert "hana" not in [value for value, __ in offered.context["form"].fields["assignee"].choices]


def test_who_comes_back_has_nothing_of_it_again(gone: Gone, city: City, clock: Clock) -> None:
    abel, path = browser(city.abel), "/city/people/hana/"
    said = person(name="Hana", role="handler", unit="sanitation", language="en", seen=seen(abel, path))
    assert abel.post(path, said).status_code == 302
    clock.minute()
    assert gone.browsers[0].get("/today/").status_code == 302
    assert gone.programs[0].get("/api/v1/cases/").status_code == 401
    assert gone.held.number not in browser(city.hana).get("/cases/?own_assignment=true").text
