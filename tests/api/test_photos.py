"""Photos: checked by content, made anew, served only to those who may see the case."""

import io
import struct
import uuid
import zlib
from typing import Any

import pytest
from django.utils import timezone
from PIL import ExifTags, Image

from common import outbox
from common.files import media
from common.models import Message
from evidence.models import Photo
from tests import factories as make
from tests.api.bodies import image, post_case, post_photo
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def sent(client: Any, content: bytes, **rest: Any) -> Photo:
    answer = post_photo(client, content, **rest)
    assert answer.status_code == 201, answer.content
    outbox.drain("photo.received")
    return Photo.objects.get(pk=answer.json()["id"])


def served(client: Any, photo: Photo, query: str = "") -> bytes:
    answer = client.get(f"/api/v1/photos/{photo.pk}/{query}")
    assert answer.status_code == 200
    content: bytes = answer.getvalue()
    return content


def test_a_photo_comes_in_and_out_again(city: City, api: Api) -> None:
    client = api(city.ines)
    photo = sent(client, image())
    assert (photo.status, photo.width, photo.height) == ("ready", 64, 48)
    assert Image.open(io.BytesIO(served(client, photo))).format == "JPEG"


def test_it_has_the_headers_that_make_it_harmless(city: City, api: Api) -> None:
    client = api(city.ines)
    answer = client.get(f"/api/v1/photos/{sent(client, image()).pk}/", headers={"Accept": "image/*"})
    assert answer.getvalue()
    headers = answer.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="photo-1.jpg"'


BROWSER = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.mark.parametrize("accept", ["image/*", BROWSER])
def test_who_asks_for_images_only_is_refused_in_words(city: City, api: Api, accept: str) -> None:
    answer = api(city.ines).get(f"/api/v1/photos/{uuid.uuid4()}/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "There is no such photo, or it is not yours."


@pytest.mark.parametrize("accept", ["image/*", BROWSER])
def test_a_browser_that_has_it_already_is_told_so(city: City, api: Api, accept: str) -> None:
    client = api(city.ines)
    address = f"/api/v1/photos/{sent(client, image()).pk}/"
    first = client.get(address, headers={"Accept": accept})
    assert first.getvalue()
    etag = first.headers["ETag"]
    again = client.get(address, headers={"Accept": accept, "If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)


def test_large_ones_are_made_smaller_and_have_a_thumbnail(city: City, api: Api) -> None:
    client = api(city.ines)
    photo = sent(client, image(size=(4000, 3000)))
    assert (photo.width, photo.height) == (2560, 1920)
    assert Image.open(io.BytesIO(served(client, photo, "?size=small"))).size == (480, 360)


def test_the_same_photo_again_is_answered_again(city: City, api: Api) -> None:
    client, id_, content = api(city.ines), str(uuid.uuid4()), image()
    first, again = (post_photo(client, content, id=id_) for _ in range(2))
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert first.json() == again.json()


def test_another_photo_under_the_same_id_is_a_conflict_and_changes_nothing(city: City, api: Api) -> None:
    client, id_ = api(city.ines), str(uuid.uuid4())
    post_photo(client, image(), id=id_)
    assert post_photo(client, image(size=(50, 50)), id=id_).status_code == 409
    assert media(Photo.objects.get().original_name).read_bytes() == image()


def test_metadata_is_read_as_a_claim_and_not_served(city: City, api: Api) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "<script>alert(1)</script>"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:02 09:58:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (31.0, 13.0, 48.0), 3: "E", 4: (121.0, 28.0, 48.0)})
    client = api(city.ines)
    photo = sent(client, image(exif=exif))
    made = served(client, photo)
    assert (photo.claimed_lat, photo.claimed_lng) == (31.23, 121.48)
    assert photo.claimed_at is not None
    assert photo.claimed_at.astimezone(make.CITY_ZONE).isoformat() == "2026-03-02T09:58:00+08:00"
    assert b"script" not in made
    assert not Image.open(io.BytesIO(made)).getexif()
    assert Image.open(io.BytesIO(made)).size == (48, 64)  # turned upright


def test_what_is_hidden_behind_a_picture_is_gone(city: City, api: Api) -> None:
    client = api(city.ines)
    photo = sent(client, image() + b"<?php system('id'); ?><script>alert(1)</script>")
    assert b"php" not in served(client, photo)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixels_becomes_an_ordinary_picture(city: City, api: Api, mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (40, 30)).save(buffer, "PNG")
    assert sent(api(city.ines), buffer.getvalue()).status == "ready"


def test_webp_and_cmyk_come_in_too(city: City, api: Api) -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (40, 30)).save(buffer, "JPEG")
    for content in (image("WEBP"), image("WEBP", lossless=True), buffer.getvalue()):
        assert sent(api(city.ines), content).status == "ready"


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_truncated_photo_is_refused_with_a_sentence_and_never_served(city: City, api: Api, share: float) -> None:
    noise = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(noise, "JPEG")
    content = noise.getvalue()
    client = api(city.ines)
    photo = sent(client, content[: int(len(content) * share)])
    assert photo.status == "refused"
    answer = client.get(f"/api/v1/photos/{photo.pk}/")
    assert (answer.status_code, "damaged" in answer.json()["detail"]) == (404, True)


def png_header(width: int, height: int) -> bytes:
    data = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + data
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0" * 40


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 9_000), (17_000, 20), (8, 8), (0, 100)])
def test_a_picture_that_would_unpack_to_gigabytes_is_refused_by_its_header(
    city: City, api: Api, size: tuple[int, int]
) -> None:
    answer = post_photo(api(city.ines), png_header(*size))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"])
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<html><script>alert(1)</script></html>", 415),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 415),
        (b"GIF89a" + b"\0" * 60, 415),
        (b"II*\0" + b"\0" * 60, 415),
        (b"%PDF-1.7", 415),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, 415),
        (b"\xff\xd8\xff\xe0", 422),
        (b"\xff\xd8\xff" + b"\xe1\xff\xff" * 30, 422),
        (b"\x89PNG\r\n\x1a\n", 422),
        (b"RIFF\0\0\0\0WEBPJUNK" + b"\0" * 30, 422),
        (b"x", 415),
        (b"", 400),
    ],
)
def test_only_the_content_decides_what_a_file_is(city: City, api: Api, content: bytes, status: int) -> None:
    answer = post_photo(api(city.ines), content, name="a.jpg")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "a.php", "\u202egpj.exe", "x" * 300 + ".jpg", "a\r\nb: c.jpg"]
)
def test_the_name_of_a_file_plays_no_part(city: City, api: Api, name: str) -> None:
    assert post_photo(api(city.ines), image(), name=name).status_code == 201


def test_more_than_fifteen_megabytes_are_refused_before_they_are_read(city: City, api: Api, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    assert post_photo(api(city.ines), image() + b"\0" * 1000).status_code == 413
    assert post_photo(api(city.ines), image() + b"\0" * 200_000).status_code == 413


def test_unknown_and_repeated_fields_are_refused(city: City, api: Api) -> None:
    client = api(city.ines)
    assert post_photo(client, image(), case="x").status_code == 400
    assert post_photo(client, image(), kind=["near", "far"]).status_code == 400
    assert post_photo(client, image(), id="not-a-uuid").status_code == 400


def test_while_it_belongs_to_no_case_only_its_maker_sees_it(city: City, api: Api) -> None:
    photo = sent(api(city.ines), image())
    address = f"/api/v1/photos/{photo.pk}/"
    assert served(api(city.ines), photo)
    assert api(city.sven).get(address).status_code == 404


def test_then_those_see_it_who_see_the_case(city: City, api: Api) -> None:
    photo = sent(api(city.ines), image())
    post_case(api(city.ines), photos=[str(photo.pk)])
    address = f"/api/v1/photos/{photo.pk}/"
    assert served(api(city.sven), photo)
    hidden = api(city.ivan).get(address)
    absent = api(city.ivan).get(f"/api/v1/photos/{uuid.uuid4()}/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"] == absent.json()["detail"]


def test_a_photo_of_somebody_else_cannot_be_used(city: City, api: Api) -> None:
    photo = sent(api(city.ivan), image())
    answer = post_case(api(city.ines), photos=[str(photo.pk)])
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["photos"])


def test_a_picture_that_takes_too_long_is_given_up(city: City, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.actions.photo.PATIENCE", 0.001)
    photo = sent(api(city.ines), image())
    assert (photo.status, photo.refusal) == ("refused", "too_slow")


def test_a_photo_whose_file_is_not_there_yet_is_tried_again(city: City, api: Api) -> None:
    answer = post_photo(api(city.ines), image())
    photo = Photo.objects.get(pk=answer.json()["id"])
    kept = media(photo.original_name).rename(media("drafts") / "kept")
    outbox.drain("photo.received")
    kept.rename(media(photo.original_name))
    Message.objects.update(due_at=timezone.now())
    outbox.drain("photo.received")
    photo.refresh_from_db()
    assert photo.status == "ready"


def test_a_file_that_is_gone_is_told_and_not_a_fault(city: City, api: Api) -> None:
    client = api(city.ines)
    photo = sent(client, image())
    media(photo.served_name).unlink()
    answer = client.get(f"/api/v1/photos/{photo.pk}/")
    assert (answer.status_code, answer.json()["detail"]) == (404, "The file of this photo is missing on the server.")


@pytest.mark.parametrize("address", ["/api/v1/photos/", "/api/v1/cases/{}/attachments/"])
def test_an_upload_of_nothing_at_all_lacks_its_fields(city: City, api: Api, address: str) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = api(city.ines).post(address.format(case.number))  # no body, and so no kind of content either
    assert (answer.status_code, set(answer.json()["errors"]) >= {"id", "file"}) == (400, True)
