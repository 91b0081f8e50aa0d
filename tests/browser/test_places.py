"""The archive in the browser: a place is put on the map, named in the street on a phone, and read with its cases."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from cases.models import Case
from places.actions import PermitRequest, apply_for_permit, move_permit
from places.models import Permit, Place
from tests import cast
from tests import factories as make
from tests.browser.axe import SCREENS, wrong
from tests.browser.conftest import SignedIn
from tests.places.applying import application
from tests.places.surveying import survey_of, task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stands(city: Any) -> str:
    """A market with a permit in force, in a control area; the number of the permit."""
    make.place("M1", name="东门菜场", boundary=make.square(0, 0), phone="13812345678", unit=city.sanitation)
    make.zone("C1", "control", name="校门前", note="上下学时段禁止摆摊")
    permit, __ = apply_for_permit(application=application(place="M1", lng=None, lat=None), by=city.sven)
    move_permit(permit_id=permit.pk, request=PermitRequest("grant", 1), by=city.hugo)
    return permit.number


def test_a_place_is_added_by_a_mark_on_the_map(signed_in: SignedIn) -> None:
    city = cast.city()
    make.place_kind("shop", fields={"licence": "text"})
    page = signed_in(city.abel)
    page.goto("/city/places/add/")
    page.get_by_role("link", name="商铺").click()
    page.locator("[name=code]").fill("S1")
    page.locator("[name=name]").fill("老王早餐")
    page.locator("[name=detail_licence]").fill("3101-22")
    page.locator("#place-pin").click(position={"x": 80, "y": 80})
    expect(page.locator("[name=lng]")).to_have_value(re.compile(r"^121\."))
    page.locator(".city-form .btn-primary").click()
    page.wait_for_url("**/city/places/")
    assert Place.objects.get().details == {"licence": "3101-22"}


def test_the_street_reads_what_holds_here_and_names_the_place(signed_in: SignedIn) -> None:
    city = cast.city()
    number = stands(city)
    page = signed_in(city.ines, width=360, height=780)
    page.goto("/field/report/")
    words = page.locator("[data-place-words]")
    expect(words).to_contain_text(number)
    expect(words).to_contain_text("上下学时段禁止摆摊")
    expect(words.locator("[name=place][value=M1]")).to_be_checked()
    assert not wrong(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    words.get_by_label("都不是").check()
    page.get_by_role("combobox").fill("0601")
    page.get_by_role("option").first.click()  # asks the place again, by the class
    expect(words.locator("[name=place][value='-']")).to_be_checked()
    held: list[Route] = []
    page.route("**/field/place/?**", lambda route: held.append(route))
    page.locator(".picked-change").click()
    page.get_by_role("option").first.click()
    words.get_by_label("东门菜场").check()  # while the answer is still on its way
    [question] = held
    with page.expect_response("**/field/place/?**") as answered:
        question.continue_()
    answered.value.finished()
    expect(words.locator("[name=place][value=M1]")).to_be_checked()
    page.locator(".send button").click()
    page.wait_for_url(re.compile("/field/sent/"))
    case = Case.objects.get()
    assert case.place is not None
    desk = signed_in(city.sven)
    desk.goto(case.get_absolute_url())
    expect(desk.locator("#case-here")).to_contain_text(number)
    desk.goto("/places/M1/")
    expect(desk.locator("#place-cases")).to_contain_text(case.number)
    desk.locator("#contact a").click()
    desk.locator("#contact [name=purpose]").fill("通知整改")
    desk.locator("#contact button").click()
    expect(desk.locator("#contact")).to_contain_text("13812345678")


def test_a_collector_is_asked_only_what_differs_and_puts_a_new_place_where_they_stand(signed_in: SignedIn) -> None:
    city = cast.city()
    survey = survey_of(city)
    page = signed_in(city.ines, width=360, height=780)
    page.goto("/field/surveys/")
    page.get_by_role("link", name="场所S1").click()
    asked = page.locator("[data-different]")
    expect(asked).to_be_hidden()
    page.locator("[name=what][value=corrected]").check()
    asked.locator("[name=name]").fill("老王早餐")
    page.locator("[name=what][value=ended]").check()
    expect(asked).to_be_hidden()
    page.locator("[name=what][value=corrected]").check()
    expect(asked.locator("[name=name]")).to_have_value("老王早餐")  # what was typed stays
    assert not wrong(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".send button").click()
    page.wait_for_url("**/field/surveys/")
    assert task_of(survey).found["name"] == "老王早餐"

    page.goto(f"/field/surveys/new/{survey.pk}/?kind=shop")
    expect(page.locator("[name=place_lng]")).to_have_value("")
    page.locator("[data-here]").click()
    expect(page.locator("[name=place_lng]")).to_have_value(re.compile(r"^121\."))
    page.locator("[name=name]").fill("新开的店")
    page.locator(".send button").click()
    page.wait_for_url("**/field/surveys/")
    found, (lng, lat) = task_of(survey, "新开的店").found, make.middle(0, 0)
    assert (round(found["lng"], 5), round(found["lat"], 5)) == (round(lng, 5), round(lat, 5))


CORNERS = [(200, 80), (300, 80), (300, 160), (200, 80)]


def draws(page: Page, corners: list[tuple[int, int]]) -> None:
    for x, y in corners:
        page.locator("#permit-pin").click(position={"x": x, "y": y})
        page.wait_for_timeout(100)  # the drawing tool hears nothing within 50 ms of a press


def test_the_area_of_a_permit_is_drawn_taken_away_and_drawn_again(signed_in: SignedIn) -> None:
    city = cast.city()
    page = signed_in(city.sven)
    page.goto("/permits/add/")
    area, away = page.locator("[name=boundary]"), page.locator("[data-undraw]")
    for drawn in ("first", "again"):
        page.locator("[data-draw]").click()
        draws(page, CORNERS)
        expect(area, drawn).to_have_value(re.compile(r'^\{"type":"Polygon"'))
        expect(away).to_be_visible()
        if drawn == "first":
            away.click()
            expect(area).to_have_value("")
            expect(away).to_be_hidden()
    today = f"{timezone.localdate():%Y-%m-%d}"
    for name, value in (("holder", "水务"), ("purpose", "抢修"), ("starts_on", today), ("ends_on", today)):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=unit]").select_option("sanitation")
    page.locator("[name=kind]").select_option("dig")
    page.locator(".form-actions .btn-primary").click()
    page.wait_for_url(re.compile(r"/permits/[0-9a-f-]{36}/"))
    permit = Permit.objects.get()
    assert permit.boundary is not None
    assert permit.boundary.covers(permit.point)


def test_a_map_that_somebody_draws_on_is_not_moved_by_layers_that_come_late(signed_in: SignedIn) -> None:
    page = signed_in(cast.city().sven)
    page.route("**/layers/*.geojson*", lambda route: None)  # held until this is taken back
    page.goto("/permits/add/")
    page.locator("[data-draw]").click()
    draws(page, CORNERS[:2])
    with page.expect_response("**/layers/areas.geojson*"):
        page.unroute("**/layers/*.geojson*")
    page.locator(".leaflet-edges-pane path").first.wait_for(state="attached")
    draws(page, CORNERS[2:])
    expect(page.locator("[name=boundary]")).to_have_value(re.compile(r'^\{"type":"Polygon"'))


@SCREENS
def test_the_pages_have_nothing_that_axe_finds(signed_in: SignedIn, width: int, theme: Any) -> None:
    city = cast.city()
    stands(city)
    make.dispatched("06010", by=city.ines, place="M1", at=timezone.now() - timedelta(hours=1))
    permit = Place.objects.get().permits.get()
    page, found = signed_in(city.hugo, width=width), []
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for address in (
        "/places/",
        "/places/M1/",
        "/places/M1/contact/",
        "/permits/",
        "/permits/add/",
        permit.get_absolute_url(),
    ):
        page.goto(address)
        found += [f"{address} {each}" for each in wrong(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} is wider than the screen")
    assert not found, "\n".join(found)
