"""A photo that was used before is marked, whoever looks, and the other case is named to who may see it."""

import io
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from cases.models import Case
from common import outbox
from evidence.models import Photo
from tests import factories as make
from tests.api.bodies import post_case, post_photo
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def scene(seed: int, *, width: int = 640, quality: int = 90, cut: int = 0) -> bytes:
    """A picture with many edges, another one for each seed."""
    small = Image.new("L", (16, 12))
    small.putdata([(seed * 7919 + n * n * 31 + n * seed * 17) % 256 for n in range(16 * 12)])
    large = small.resize((width, width * 3 // 4), Image.Resampling.BICUBIC).convert("RGB")
    if cut:
        large = large.crop((cut, cut, large.width - cut, large.height - cut))
    buffer = io.BytesIO()
    large.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def used(client: APIClient, content: bytes, **rest: Any) -> dict[str, Any]:
    """A case with this photo; what the API says of the photo."""
    id_ = post_photo(client, content).json()["id"]
    case = post_case(client, photos=[id_], **rest).json()
    outbox.drain("photo.received")
    return {"number": case["number"], "reused": photo_of(client, case["number"])["reused"]}


def photo_of(client: APIClient, number: str) -> dict[str, Any]:
    photo: dict[str, Any] = client.get(f"/api/v1/cases/{number}/").json()["photos"][-1]
    return photo


def test_the_very_file_in_another_case_is_marked(city: City, api: Api) -> None:
    ines = api(city.ines)
    first = used(ines, scene(1))
    second = used(ines, scene(1))
    assert first["reused"] is None
    assert second["reused"]["case"] == first["number"]
    assert (second["reused"]["identical"], second["reused"]["same_case"]) == (True, False)
    assert ines.get(second["reused"]["link"]).json()["number"] == first["number"]


@pytest.mark.parametrize("again", [{"width": 1200}, {"width": 320, "quality": 40}, {"quality": 60}])
def test_made_larger_smaller_or_compressed_again_it_is_still_found(city: City, api: Api, again: Any) -> None:
    ines = api(city.ines)
    first = used(ines, scene(2))
    second = used(ines, scene(2, **again))
    assert second["reused"]["case"] == first["number"]
    assert not second["reused"]["identical"]


def test_another_photo_is_not_marked(city: City, api: Api) -> None:
    ines = api(city.ines)
    assert [used(ines, scene(seed))["reused"] for seed in range(10, 18)] == [None] * 8


def test_dark_pictures_that_all_look_alike_are_not_marked(city: City, api: Api) -> None:
    def night(size: int) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (size, size), "black").save(buffer, "JPEG")
        return buffer.getvalue()

    assert [used(api(city.ines), night(size))["reused"] for size in (64, 80)] == [None, None]


def test_twice_on_one_side_of_a_case_is_harmless(city: City, api: Api) -> None:
    ines = api(city.ines)
    ids = [post_photo(ines, scene(3), kind=kind).json()["id"] for kind in ("near", "far")]
    number = post_case(ines, photos=ids).json()["number"]
    outbox.drain("photo.received")
    assert photo_of(ines, number)["reused"] is None


def test_an_after_photo_that_is_the_before_photo_is_marked(city: City, api: Api) -> None:
    ines = api(city.ines)
    first = used(ines, scene(4))
    after = post_photo(ines, scene(4), kind="after").json()["id"]
    key = Case.objects.get(number=first["number"]).subject.key
    Photo.objects.filter(pk=after).update(subject_kind="case", subject_key=key)
    outbox.drain("photo.received")
    assert photo_of(ines, first["number"])["reused"]["same_case"]


def test_a_case_that_is_not_theirs_is_not_named(city: City, api: Api) -> None:
    used(api(city.ivan), scene(5), at_cell=(2, 0))
    second = used(api(city.ines), scene(5))
    assert second["reused"] == {"case": None, "same_case": False, "identical": True, "bits": 0, "link": None}
    assert photo_of(api(city.sven), second["number"])["reused"]["case"] is not None


def test_a_photo_nobody_used_counts_for_nothing(city: City, api: Api) -> None:
    ines = api(city.ines)
    post_photo(ines, scene(6))
    outbox.drain("photo.received")
    assert used(ines, scene(6))["reused"] is None


def test_the_checker_reads_it_on_the_page_and_at_the_check(city: City, api: Api, client: Any) -> None:
    first = used(api(city.ines), scene(7))
    case = make.dispatched("06010", by=city.ines)
    proof = post_photo(api(city.hana), scene(7), kind="after").json()["id"]
    outbox.drain("photo.received")
    moved = api(city.hana).post(
        f"/api/v1/cases/{case.pk}/moves/take/", {"version": 2}, format="json"
    ).json()  # fmt: skip
    Photo.objects.filter(pk=proof).update(uploaded_at=make.MONDAY.replace(hour=12))
    disposed = api(city.hana).post(
        f"/api/v1/cases/{case.pk}/moves/dispose/", {"version": moved["version"], "photos": [proof]}, format="json"
    )
    assert disposed.status_code == 200, disposed.content
    city.sven.language = "en"
    city.sven.save(update_fields=["language"])
    client.force_login(city.sven, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/cases/{case.number}/", headers={"Accept-Language": "en"}).content.decode()
    assert f"Already used in case {first['number']}" in page
    form = client.get(f"/cases/{case.number}/moves/check/", headers={"Accept-Language": "en"}).content.decode()
    assert "Look twice" in form
