"""Administrators end what lets others in; the auditor reads that they did."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import has_factor, issue_token
from accounts.models import BrowserSession, User
from registry.models import Change
from tests.accounts.phone import with_phone
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db

END = "/city/people/hana/access/end/"


@pytest.fixture
def hana(city: City) -> Client:
    client = Client()
    client.force_login(city.hana)
    return client


def test_one_token_is_ended_and_the_browser_goes_on(abel: Client, hana: Client, city: City) -> None:
    program = api_client(city.hana)
    token = city.hana.tokens.get()
    assert f'id="token-{token.pk}"' in abel.get("/city/people/hana/access/").text
    assert abel.post(END, {"token": token.pk}).status_code == 302
    assert (program.get("/api/v1/cases/").status_code, hana.get("/cases/").status_code) == (401, 200)


def test_one_browser_is_ended(abel: Client, hana: Client, city: City) -> None:
    abel.post(END, {"session": BrowserSession.objects.get(user=city.hana).pk})
    assert hana.get("/cases/").status_code == 302


def test_everything_is_ended_and_stands_in_the_log(abel: Client, hana: Client, city: City) -> None:
    program = api_client(city.hana)
    abel.post(END, {"all": "1"})
    assert (program.get("/api/v1/cases/").status_code, hana.get("/cases/").status_code) == (401, 302)
    change = Change.objects.get(kind="ended_access")
    assert (change.key, change.by, change.before) == ("hana", city.abel, {"tokens": 1, "sessions": 1})
    arno = Client()
    arno.force_login(city.arno)
    assert "由管理员强制退出" in arno.get("/city/changes/").text


def test_what_belongs_to_another_person_is_not_ended_by_this_address(abel: Client, city: City) -> None:
    __, token = issue_token(user=city.omar, at=timezone.now())
    abel.post(END, {"token": token.pk})
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_administrator_ends_the_own_second_factor_only_with_a_code_of_it(abel: Client, city: City) -> None:
    with_phone(city.abel)
    assert abel.post("/city/people/abel/access/end/", {"factor": "1"}).status_code == 422
    assert has_factor(city.abel)


def test_what_lets_the_operator_in_is_kept_with_manage_py(abel: Client, city: City) -> None:
    root = User.objects.create_superuser("root", name="Root")
    with_phone(root)
    program = api_client(root)
    for said in ({"factor": "1"}, {"all": "1"}):
        assert abel.post("/city/people/root/access/end/", said).status_code == 403
    assert has_factor(root)
    assert program.get("/api/v1/cases/").status_code == 200


@pytest.mark.parametrize("who", ["sven", "arno", "hugo", "hana"])
def test_nobody_else_ends_or_sees_it(city: City, hana: Client, who: str) -> None:
    client = Client()
    client.force_login(getattr(city, who))
    assert client.post(END, {"all": "1"}).status_code == 403
    assert hana.get("/cases/").status_code == 200


def test_the_auditor_sees_from_where_somebody_works(city: City, hana: Client) -> None:
    found = {}
    for who in ("arno", "abel"):
        client = Client()
        client.force_login(getattr(city, who))
        found[who] = 'id="session-' in client.get("/city/people/hana/access/").text
    assert found == {"arno": True, "abel": True}
