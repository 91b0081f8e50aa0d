"""The pages of routing: try a point, look at who owns what, keep the rules."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import RoutingRule
from cases.views.rule_list import SIZE
from tests import factories as make
from tests.cast import City
from tests.factories import middle

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def tried(client: Client, city: City, code: str, *, cell: tuple[int, int] = (0, 0), **rest: str) -> str:
    client.force_login(city.dora)
    lng, lat = middle(*cell)
    query = {"place_lng": str(lng), "place_lat": str(lat), "category": code, "source": "inspector", **rest}
    answer = client.get("/routing/", query, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


def test_a_try_names_the_unit_the_rule_and_those_that_did_not_decide(client: Client, city: City) -> None:
    page = tried(client, city, "06010")
    assert "环卫中心" in page
    assert page.index(f"#{city.rubbish_rule.pk}") < page.index(f"#{city.street_rule.pk}")
    assert str(city.grids[0]) in page


def test_it_says_when_nobody_owns_it_and_offers_a_rule(client: Client, city: City) -> None:
    city.street_rule.delete()
    page = tried(client, city, "01001")
    assert "answer-none" in page
    assert f"what=category%3A{city.manhole.pk}" in page


def test_the_condition_chosen_gives_its_own_limit(client: Client, city: City) -> None:
    make.rule(city.roads, condition=city.cover_missing)
    assert "市政所" in tried(client, city, "01001", condition=str(city.cover_missing.pk))


def test_outside_the_city_a_person_has_to_look(client: Client, city: City) -> None:
    assert "answer-none" in tried(client, city, "06010", cell=(90, 90))


@pytest.mark.parametrize(
    "wrong", [{"place_lng": "181"}, {"place_lat": "nan"}, {"category": "99999"}, {"source": "moon"}]
)
def test_a_wrong_question_gets_an_answer_that_says_so(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.dora)
    query = {"place_lng": "121.48", "place_lat": "31.23", "category": "06010", **wrong}
    assert "notice-bad" in client.get("/routing/", query, headers=HTMX).text


@pytest.mark.parametrize("path", ["/routing/", "/routing/matrix/"])
@pytest.mark.parametrize(("name", "status"), [("dora", 200), ("abel", 200), ("lea", 200), ("hana", 403), ("ines", 403)])
def test_desk_oversight_and_administrators_read_it(
    client: Client, city: City, path: str, name: str, status: int
) -> None:
    client.force_login(getattr(city, name))
    assert client.get(path).status_code == status


def test_a_cell_of_the_matrix_leads_to_its_rules(client: Client, city: City) -> None:
    client.force_login(city.dora)
    assert f"?major={city.manhole.major_id}&amp;area={city.street.code}" in client.get("/routing/matrix/").text
    page = client.get("/routing/matrix/", {"major": str(city.manhole.major_id), "area": city.street.code}).text
    assert f'id="rule-{city.street_rule.pk}"' in page
    assert f'id="rule-{city.rubbish_rule.pk}"' not in page


@pytest.mark.parametrize(
    "wrong", [{"major": "x", "area": "310101001"}, {"major": "1"}, {"major": "9" * 30, "area": "a"}]
)
def test_a_cell_that_is_not_there_is_missing(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.dora)
    assert client.get("/routing/matrix/", wrong).status_code == 404


def form(city: City, **rest: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"what": f"category:{city.manhole.pk}", "where": "*", "department": "roads", "effective_from": today, **rest}


def test_a_preview_writes_nothing_and_names_the_rule_in_the_way(client: Client, city: City) -> None:
    client.force_login(city.dora)
    make.reported("01001", by=city.ada, source="hotline")
    data = form(city, what="*", where=f"area:{city.street.pk}")
    answer = client.get("/routing/rules/add/", {**data, "preview": "1"})
    assert (answer.context["taken"], answer.context["same"]) == (1, city.street_rule)
    assert RoutingRule.objects.count() == 2


def test_a_rule_is_added(client: Client, city: City) -> None:
    client.force_login(city.dora)
    assert client.post("/routing/rules/add/", form(city)).status_code == 302
    assert RoutingRule.objects.filter(category=city.manhole, area=None, department=city.roads).exists()


@pytest.mark.parametrize("name", ["https://elsewhere.example/", "javascript:alert(1)", "matrix"])
def test_neither_the_way_back_nor_cancel_leads_elsewhere(client: Client, city: City, name: str) -> None:
    client.force_login(city.dora)
    assert client.get("/routing/rules/add/", {"next": name}).context["next"] == "/routing/matrix/"
    assert client.post("/routing/rules/add/", form(city, next=name))["Location"] == "/routing/matrix/"


def test_what_was_typed_stays_when_another_rule_is_in_the_way(client: Client, city: City) -> None:
    client.force_login(city.dora)
    data = form(city, what=f"category:{city.rubbish.pk}", note="自十二月起")
    answer = client.post("/routing/rules/add/", data)
    assert answer.status_code == 422
    assert "自十二月起" in answer.text
    assert client.post("/routing/rules/add/", {**data, "replace": "on"}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "category:0"},
        {"where": "table:1"},
        {"what": "area:1"},
        {"department": "x"},
        {"effective_from": "2020-01-01"},
    ],
)
def test_a_wrong_rule_is_refused(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.dora)
    assert client.post("/routing/rules/add/", form(city, **wrong)).status_code == 422
    assert RoutingRule.objects.count() == 2


def end_of(rule: RoutingRule) -> str:
    return f"/routing/rules/{rule.pk}/end/"


def test_a_rule_is_ended_where_the_person_came_from(client: Client, city: City) -> None:
    client.force_login(city.sven)
    on = timezone.localdate() + timedelta(days=1)
    answer = client.post(end_of(city.street_rule), {"on": on.isoformat(), "next": "/city/rules/"})
    assert answer.headers["Location"] == "/city/rules/"
    city.street_rule.refresh_from_db()
    assert city.street_rule.ended_on == on


def test_the_end_of_a_rule_says_first_what_it_would_move(client: Client, city: City) -> None:
    client.force_login(city.dora)
    case = make.dispatched("06010", by=city.ines)
    page = client.get(end_of(city.rubbish_rule))
    assert page.context["outcome"].pairs == [((city.sanitation, city.street_office), 1)]
    assert case.number in page.text
    city.rubbish_rule.refresh_from_db()
    assert city.rubbish_rule.ended_on is None


def test_both_windows_lead_to_the_one_page_and_its_old_address_too(client: Client, city: City) -> None:
    client.force_login(city.dora)
    cell: dict[str, str | int] = {"major": city.rubbish.major_id, "area": city.street.code}
    assert end_of(city.rubbish_rule) in client.get("/routing/matrix/", cell).text
    assert end_of(city.rubbish_rule) in client.get("/city/rules/").text
    old = client.get(f"/city/rules/{city.rubbish_rule.pk}/end/")
    assert old.headers["Location"] == end_of(city.rubbish_rule)


@pytest.mark.parametrize(("begun", "earliest"), [(-9, 0), (0, 1), (5, 6)])
def test_a_rule_speaks_for_a_day_at_least(client: Client, city: City, begun: int, earliest: int) -> None:
    client.force_login(city.dora)
    today = timezone.localdate()
    rule = make.rule(city.roads, category=city.manhole, effective_from=today + timedelta(days=begun))
    assert client.get(end_of(rule)).context["form"]["on"].value() == today + timedelta(days=earliest)
    sooner = client.post(end_of(rule), {"on": (today + timedelta(days=earliest - 1)).isoformat()})
    assert sooner.status_code == 422
    assert list(sooner.context["form"].errors) == ["on"]
    assert client.post(end_of(rule), {"on": (today + timedelta(days=earliest)).isoformat()}).status_code == 302


def test_an_end_that_was_set_meanwhile_is_said_and_not_changed(client: Client, city: City) -> None:
    client.force_login(city.dora)
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(end_of(city.street_rule), {"on": tomorrow.isoformat()})
    again = client.post(end_of(city.street_rule), {"on": "2999-01-01"})
    assert (again.status_code, str(tomorrow) in again.text) == (422, True)
    city.street_rule.refresh_from_db()
    assert city.street_rule.ended_on == tomorrow


def test_an_auditor_reads_which_rule_it_is_and_ends_nothing(client: Client, city: City) -> None:
    client.force_login(city.arno)
    assert '<button class="btn btn-primary"' not in client.get(end_of(city.street_rule)).text
    assert client.post(end_of(city.street_rule), {"on": "2999-01-01"}).status_code == 403


@pytest.mark.parametrize("name", ["ada", "lea", "hana"])
def test_who_reads_rules_does_not_yet_keep_them(client: Client, city: City, name: str) -> None:
    client.force_login(getattr(city, name))
    assert client.get("/routing/rules/add/").status_code == 403
    assert client.post("/routing/rules/add/", form(city)).status_code == 403
    assert client.post(f"/routing/rules/{city.street_rule.pk}/end/", {"on": "2030-01-01"}).status_code == 403


def test_a_preview_says_from_which_unit_to_which_open_cases_would_go(client: Client, city: City) -> None:
    client.force_login(city.dora)
    make.dispatched("06010", by=city.ines)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    data = form(city, what=f"category:{city.rubbish.pk}", effective_from=tomorrow)
    outcome = client.get("/routing/rules/add/", {**data, "department": "roads", "preview": "1"}).context["outcome"]
    assert outcome.pairs == [((city.sanitation, city.roads), 1)]
    assert outcome.waiting == 0
    assert RoutingRule.objects.count() == 2


def test_an_administrator_reads_the_figures_of_a_preview_and_no_case(client: Client, city: City) -> None:
    client.force_login(city.abel)
    case = make.dispatched("06010", by=city.ines)
    page = client.get(end_of(city.rubbish_rule))
    assert page.context["outcome"].pairs == [((city.sanitation, city.street_office), 1)]
    assert case.number not in page.text


def test_a_list_of_more_rules_than_a_page_leads_to_the_others(client: Client, city: City) -> None:
    for _n in range(SIZE):
        make.rule(city.roads, category=make.category(f"07{_n:03}"))
    client.force_login(city.dora)
    following = client.get("/city/rules/").context["page"].next
    second = client.get("/city/rules/", {"cursor": following})
    assert [rule.pk for rule in second.context["page"].rows] == [city.street_rule.pk, city.rubbish_rule.pk]
