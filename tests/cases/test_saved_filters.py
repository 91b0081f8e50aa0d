"""Saved filters: kept under a name, counted, shared, one opens the list."""

import pytest

from accounts.roles import Role
from cases.actions import change_filter, choose_default, delete_filter, save_filter
from cases.actions.filters import MOST
from cases.models import SavedFilter
from common.refusals import Conflict, Forbidden, Missing, Refused
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_the_present_filter_is_kept_under_a_name_and_shown_with_its_number(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    make.dispatched("01001", by=city.ines)
    sven = signed_in(city.sven)
    sven.post("/cases/filters/", {"name": "Rubbish", "query": "category=06010&cursor=abc"})
    answer = sven.get("/cases/?category=06010")
    [tab] = answer.context["saved"]
    assert (tab["label"], tab["count"], tab["current"]) == ("Rubbish", 1, True)
    assert answer.content.decode().count("Rubbish") > 0


def test_a_filter_marked_so_opens_the_list_until_it_is_taken_off(city: City, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven)
    sven.post("/cases/filters/", {"name": "Rubbish", "query": "category=06010", "default": "on"})
    kept = SavedFilter.objects.get()
    assert sven.get("/cases/")["Location"] == "/cases/?category=06010"
    sven.post(f"/cases/filters/{kept.pk}/default/", {"off": "1"})
    assert sven.get("/cases/").status_code == 200


@pytest.mark.parametrize(("owner", "sees", "not_sees"), [("sven", "second", "ada"), ("hugo", "hana", "omar")])
def test_a_shared_filter_is_seen_by_the_role_or_the_unit(city: City, owner: str, sees: str, not_sees: str) -> None:
    people = {**vars(city), "second": make.user("second", Role.SHIFT_LEADER)}
    kept = save_filter(name="Ours", query="lamp=red", shared=True, by=people[owner])
    assert kept in SavedFilter.objects.visible_to(people[sees])
    assert kept not in SavedFilter.objects.visible_to(people[not_sees])
    choose_default(filter_id=kept.pk, by=people[sees])
    with pytest.raises(Missing):
        choose_default(filter_id=kept.pk, by=people[not_sees])


def test_whose_role_does_not_share_keeps_it_alone(city: City) -> None:
    with pytest.raises(Forbidden, match=r"."):
        save_filter(name="Mine", query="lamp=red", shared=True, by=city.hana)
    kept = save_filter(name="Mine", query="lamp=red", by=city.hana)
    assert kept not in SavedFilter.objects.visible_to(city.hugo)


def test_only_the_owner_renames_and_deletes(city: City) -> None:
    kept = save_filter(name="Ours", query="lamp=red", shared=True, by=city.hugo)
    for attempt in (
        lambda: change_filter(filter_id=kept.pk, name="Mine", shared=False, by=city.hana),
        lambda: delete_filter(filter_id=kept.pk, by=city.hana),
    ):
        with pytest.raises(Missing):
            attempt()
    change_filter(filter_id=kept.pk, name="Red ones", shared=False, by=city.hugo)
    assert SavedFilter.objects.visible_to(city.hana).count() == 0
    delete_filter(filter_id=kept.pk, by=city.hugo)
    assert SavedFilter.objects.visible_to(city.hugo).count() == 0


def test_a_name_is_taken_once_and_a_person_keeps_a_number_that_can_be_read(city: City) -> None:
    save_filter(name="Red", query="lamp=red", by=city.sven)
    with pytest.raises(Conflict):
        save_filter(name="Red", query="lamp=yellow", by=city.sven)
    for n in range(MOST - 1):
        save_filter(name=f"No. {n}", query="lamp=red", by=city.sven)
    with pytest.raises(Refused, match=str(MOST)):
        save_filter(name="Too many", query="lamp=red", by=city.sven)


def test_a_refused_filter_says_why_and_the_list_stays(city: City, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven)
    answer = sven.post("/cases/filters/", {"name": " ", "query": "lamp=red"}, follow=True)
    assert answer.redirect_chain == [("/cases/?lamp=red", 302)]
    assert "Give the filter a name." in answer.content.decode()


def test_a_filter_that_is_no_longer_understood_counts_nothing_and_breaks_nothing(
    city: City, signed_in: SignedIn
) -> None:
    save_filter(name="Old", query="department=gone&lamp=red", by=city.sven)
    save_filter(name="Odd", query="lamp=purple", by=city.sven)
    answer = signed_in(city.sven).get("/cases/?ordering=-reported_at")
    assert [tab["count"] for tab in answer.context["saved"]] == [0, 0]
