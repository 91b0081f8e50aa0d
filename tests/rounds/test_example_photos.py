"""Example photos: kept on the checklist's page, shown beside the line on the phone, frozen with each round."""

import uuid
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from common.integrity import examine
from evidence.models import Photo
from rounds.actions import add_examples, drop_example
from rounds.integrity import CHECKS
from rounds.models import ChecklistItem, ChecklistLine, Round
from rounds.registers import ITEMS
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.rounds import making
from tests.rounds.walking import drawn, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PAGE = "/rounds/checklists/sites/"
FENCE = f"{PAGE}fence/photos/"


def example(by: User) -> UUID:
    """A photo that was sent and belongs to nothing yet."""
    return UUID(str(make.photo(by).pk))


def given(by: User, number: int = 1) -> list[UUID]:
    making.checklist()
    photos = [example(by) for __ in range(number)]
    add_examples(checklist="sites", item="fence", photos=photos, by=by)
    return photos


def on_the_phone(signed_in: SignedIn, user: User, of: Round) -> dict[str, list[str]]:
    """What the sheet shows beside each line."""
    stop = stops_of(of)[0]
    page = signed_in(user).get(f"/field/rounds/{of.pk}/{stop.pk}/")
    shown = {each.line.code: [shot.url for shot in each.examples] for each in page.context["lines"]}
    assert all(url in page.text for urls in shown.values() for url in urls)
    return shown


def test_added_on_the_page_they_stand_on_the_phone_of_the_next_round(city: City, signed_in: SignedIn) -> None:
    before = drawn(city)
    sue, photo = signed_in(city.sue), example(city.sue)
    answer = sue.post(FENCE, {"photos": [str(photo)]}, follow=True)
    url = Photo.objects.get(pk=photo).get_absolute_url()
    assert url in answer.text
    after = making.now(before.plan, city.lea)
    assert on_the_phone(signed_in, city.sue, before)["fence"] == []
    shown = on_the_phone(signed_in, city.ines, after)
    assert shown == {"fence": [url], "cover": [], "dust": [], "sign": []}
    assert signed_in(city.ines).get(f"{url}?size=small").status_code in (200, 404)  # 404: the test's photo has no file
    stop = api_client(city.ines).get(f"/api/v1/rounds/{after.pk}/stops/{stops_of(after)[0].pk}/").json()
    assert {line["code"]: line["examples"] for line in stop["lines"]}["fence"] == [url]
    assert f"{PAGE}panel/" in signed_in(city.abel).get("/city/checklists/sites/").text
    assert "1" in signed_in(city.arno).get(f"{PAGE}panel/").text


def test_taken_away_they_stay_with_the_rounds_that_had_them(city: City, signed_in: SignedIn) -> None:
    first, second = given(city.abel, 2)
    before = drawn(city)
    abel = signed_in(city.abel)
    for __ in range(2):  # sent twice it is done once
        assert abel.post(f"{FENCE}{first}/away/").status_code == 302
    ITEMS.save(key="sites/cover", data=None, by=city.abel)  # an item that goes takes no photo along
    after = making.now(before.plan, city.lea)
    assert len(on_the_phone(signed_in, city.sue, before)["fence"]) == 2
    [url] = on_the_phone(signed_in, city.sue, after)["fence"]
    assert str(second) in url
    assert Photo.objects.get(pk=first).subject == before.plan.checklist.subject
    assert [line.photos for line in ChecklistLine.objects.filter(code="fence").order_by("version")] == [
        [first, second], [second],
    ]  # fmt: skip
    assert not {check.name: examine(check).examples for check in CHECKS if examine(check).count}


def test_the_same_photos_again_make_no_new_version(city: City) -> None:
    photos = given(city.sue)
    before = drawn(city)
    add_examples(checklist="sites", item="fence", photos=photos, by=city.sue)
    after = making.now(before.plan, city.lea)
    assert before.checklist == after.checklist
    assert ChecklistItem.objects.get(code="fence").photos == photos


@pytest.mark.parametrize("who", ["hana", "ines", "ada", "lea", "arno"])
def test_who_keeps_no_checklists_adds_and_takes_away_nothing(city: City, signed_in: SignedIn, who: str) -> None:
    [photo] = given(city.sue)
    user = getattr(city, who)
    own = example(user)
    assert signed_in(user).post(FENCE, {"photos": [str(own)]}).status_code == 403
    assert signed_in(user).post(f"{FENCE}{photo}/away/").status_code == 403
    assert ChecklistItem.objects.get(code="fence").photos == [photo]


def test_a_stranger_to_all_its_rounds_is_served_no_photo(city: City, signed_in: SignedIn) -> None:
    [photo] = given(city.sue)
    url = Photo.objects.get(pk=photo).get_absolute_url()
    found: Any = signed_in(city.ivan).get(url, headers={"Accept-Language": "en"})
    assert found.status_code == 404
    assert "not yours" in found.text


@pytest.mark.parametrize(
    ("photos", "words"),
    [([], "Take or choose a photo"), (["x"], "One of the photos"), ([str(uuid.uuid4())], "A photo is missing")],
)
def test_what_is_wrong_is_said_beside_its_line(city: City, signed_in: SignedIn, photos: list[str], words: str) -> None:
    making.checklist()
    answer = signed_in(city.sue).post(FENCE, {"photos": photos})
    assert answer.status_code in (400, 409, 422)
    [row] = [each for each in answer.context["rows"] if each.item.code == "fence"]
    assert words in str(row.form.errors) or "required" in str(row.form.errors)


def test_no_more_than_six_and_none_of_another_item(city: City, signed_in: SignedIn) -> None:
    photos = given(city.sue, 6)
    answer = signed_in(city.sue).post(FENCE, {"photos": [str(example(city.sue))]})
    assert "at most 6 example photos" in answer.text
    other = signed_in(city.sue).post(f"{PAGE}dust/photos/", {"photos": [str(photos[0])]})
    assert "already used" in other.text
    assert signed_in(city.sue).post(f"{PAGE}none/photos/", {"photos": [str(photos[0])]}).status_code == 404
    drop_example(checklist="sites", item="dust", photo=photos[0], by=city.sue)
    assert ChecklistItem.objects.get(code="fence").photos == photos
