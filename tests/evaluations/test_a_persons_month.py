"""A person's own month: for themselves and for who leads them, and for nobody else."""

import re

import pytest
from django.test import Client

from departments.models import Membership
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import figures_of, length

pytestmark = pytest.mark.django_db


def numbers_of(text: str) -> list[tuple[str, int]]:
    return [*figures_of(re.sub(r"<script.*?</script>", "", text, flags=re.S))]


@pytest.mark.parametrize("viewer", ["ines", "lea", "sven", "sue"])
def test_an_inspectors_numbers_are_the_lengths_of_their_lists(client: Client, month: City, viewer: str) -> None:
    user = getattr(month, viewer)
    client.force_login(user)
    answer = client.get("/scorecards/me/" if viewer == "ines" else "/scorecards/people/ines/")
    found = numbers_of(answer.text)
    assert sum(number for __, number in found) > 10
    for url, number in found:
        assert (url, length(user, url)) == (url, number)


@pytest.mark.parametrize("viewer", ["hana", "hugo", "lea"])
def test_what_is_assigned_to_a_member_of_a_unit_is_its_list(client: Client, month: City, viewer: str) -> None:
    for case in month.sanitation.cases.all()[:9]:
        type(case).objects.filter(pk=case.pk).update(assignee=month.hana)
    user = getattr(month, viewer)
    client.force_login(user)
    found = numbers_of(client.get("/scorecards/people/hana/").text)
    assert sum(number for __, number in found) > 1
    for url, number in found:
        assert (url, length(user, url)) == (url, number)


def test_nobody_else_reads_them(client: Client, month: City) -> None:
    for viewer in (month.ivan, month.hana, month.hugo, month.dora, month.arno, month.abel, month.otto):
        client.force_login(viewer)
        assert client.get("/scorecards/people/ines/").status_code == 404, viewer
    client.force_login(month.hugo)
    assert client.get("/scorecards/people/omar/").status_code == 404, "of another unit"
    Membership.objects.filter(user=month.omar).update(department=month.sanitation)
    assert client.get("/scorecards/people/omar/").status_code == 200


def test_nobody_else_reads_them_by_api(month: City) -> None:
    for viewer in month.everyone:
        answered = api_client(viewer).get("/api/v1/indicators/?by=inspector&from=2026-02-01&to=2026-03-02")
        assert answered.status_code == (200 if viewer in (month.lea, month.sven, month.sue) else 403), viewer
        assert viewer != month.lea or {row["key"] for row in answered.json()["rows"]} >= {"ines", "ivan"}


def test_whose_work_is_not_counted_by_person_is_told_so(client: Client, month: City) -> None:
    for viewer in (month.ada, month.sue, month.abel):
        client.force_login(viewer)
        answer = client.get("/scorecards/me/")
        assert (answer.status_code, answer.context["tables"]) == (200, [])
        assert "不按个人统计" in answer.text
