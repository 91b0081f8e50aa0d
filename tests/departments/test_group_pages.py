"""Groups on pages: kept in the browser, shown beside a person and in the menu of their own account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from departments.models import Group, GroupMember
from tests.cast import City

pytestmark = pytest.mark.django_db


def page_of(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk), "django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, address: str, **said: Any) -> None:
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()


def test_a_group_is_made_and_filled_in_the_browser_and_ends_with_its_term(city: City) -> None:
    office, today = page_of(city.abel), timezone.localdate()
    post(office, "/city/groups/add/", code="ducha-1", name="第一督查组", kind="supervision", since=today)
    assert "第一督查组" in office.get("/city/groups/").content.decode()
    post(office, "/city/group-members/add/", group="ducha-1", person="sue", since=today, function="head")
    assert set(Group.objects.members_on(today)) == {city.sue}
    member = GroupMember.objects.get()
    tomorrow = today + timedelta(days=1)
    post(office, f"/city/group-members/{member.pk}/", function="head", until=tomorrow)
    assert set(Group.objects.members_on(today)) == {city.sue}
    assert not Group.objects.members_on(tomorrow).exists()


@pytest.fixture
def membership(city: City) -> GroupMember:
    today = timezone.localdate()
    group = Group.objects.create(code="ducha-1", name="第一督查组", kind="supervision", since=today)
    return GroupMember.objects.create(group=group, person=city.sue, function="head", since=today)


def test_the_menu_of_the_account_says_in_which_groups_one_is(city: City, membership: GroupMember) -> None:
    sue = page_of(city.sue)
    assert 'hx-get="/account/groups/"' in sue.get("/today/").content.decode()
    shown = sue.get("/account/groups/").content.decode()
    assert "第一督查组" in shown
    assert "Head of the group" in shown
    assert page_of(city.lea).get("/account/groups/").status_code == 204


def test_the_page_of_a_person_says_it_to_those_who_keep_people(city: City, membership: GroupMember) -> None:
    office = page_of(city.abel)
    assert "/city/people/sue/groups/" in office.get("/city/people/sue/").content.decode()
    assert "第一督查组" in office.get("/city/people/sue/groups/").content.decode()
    assert office.get("/city/people/lea/groups/").status_code == 204


def test_a_term_that_is_over_is_shown_nowhere(city: City, membership: GroupMember) -> None:
    today = timezone.localdate()
    GroupMember.objects.update(since=today - timedelta(days=9), until=today)
    assert page_of(city.sue).get("/account/groups/").status_code == 204
    assert page_of(city.abel).get("/city/people/sue/groups/").status_code == 204
