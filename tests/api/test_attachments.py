"""Attachments: taken by content, kept as they came, handed out as files and never shown."""

import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from common.files import media
from evidence.models import Attachment
from tests import factories as make
from tests.api.bodies import image, post_photo
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj"


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def zipped(*names: str, stored: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (stored or {}).items():
            archive.writestr(zipfile.ZipInfo(name), content)
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def old_office(*names: str) -> bytes:
    words = b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + words


def send(client: Any, case: Case, content: bytes, *, name: str = "方案.pdf", **rest: Any) -> Any:
    said = {"id": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)} | rest
    return client.post(f"/api/v1/cases/{case.number}/attachments/", said, format="multipart")


def test_a_document_comes_in_and_goes_out_unchanged(city: City, case: Case, api: Api) -> None:
    said = send(api(city.hana), case, PDF).json()
    assert (said["name"], said["type"], said["size"]) == ("方案.pdf", "application/pdf", len(PDF))
    answer = api(city.sven).get(said["url"])
    assert answer.getvalue() == PDF


def test_it_has_the_headers_that_make_it_harmless(city: City, case: Case, api: Api) -> None:
    url = send(api(city.hana), case, PDF).json()["url"]
    for accept in ("*/*", "text/html,application/xhtml+xml", "application/pdf"):
        answer = api(city.sven).get(url, headers={"Accept": accept})
        assert answer.getvalue() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_who_sees_the_case_has_it(city: City, case: Case, api: Api) -> None:
    url = send(api(city.hana), case, PDF).json()["url"]
    assert api(city.omar).get(url).status_code == 404
    assert api(city.omar).get(f"/api/v1/cases/{case.pk}/attachments/").status_code == 404
    assert send(api(city.omar), case, PDF).status_code == 404
    assert send(api(city.arno), case, PDF).status_code == 403
    assert len(api(city.arno).get(f"/api/v1/cases/{case.pk}/attachments/").json()["results"]) == 1


GOOD: list[tuple[str, Callable[[], bytes]]] = [
    ("pdf", lambda: PDF),
    ("docx", lambda: zipped("[Content_Types].xml", "word/document.xml")),
    ("xlsx", lambda: zipped("[Content_Types].xml", "xl/workbook.xml")),
    ("pptx", lambda: zipped("[Content_Types].xml", "ppt/presentation.xml")),
    ("odt", lambda: zipped(stored={"mimetype": b"application/vnd.oasis.opendocument.text"})),
    ("doc", lambda: old_office("WordDocument")),
    ("xls", lambda: old_office("Workbook")),
    ("ppt", lambda: old_office("PowerPoint Document")),
    ("mp3", lambda: b"ID3\x04" + b"\0" * 60),
    ("mp3", lambda: b"\xff\xfb\x90\x64" + b"\0" * 60),
    ("wav", lambda: b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 60),
    ("ogg", lambda: b"OggS" + b"\0" * 60),
    ("amr", lambda: b"#!AMR\n" + b"\0" * 60),
    ("m4a", lambda: b"\0\0\0\x20ftypM4A " + b"\0" * 60),
    ("mp4", lambda: b"\0\0\0\x20ftypisom" + b"\0" * 60),
    ("mov", lambda: b"\0\0\0\x14ftypqt  " + b"\0" * 60),
    ("3gp", lambda: b"\0\0\0\x18ftyp3gp5" + b"\0" * 60),
    (
        "webm",
        lambda: b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\0" * 60,
    ),
]


@pytest.mark.parametrize(("kind", "content"), GOOD, ids=[kind for kind, __ in GOOD])
def test_the_content_says_what_it_is(city: City, case: Case, api: Api, kind: str, content: Callable[[], bytes]) -> None:
    answer = send(api(city.hana), case, content(), name="任意.exe")
    assert (answer.status_code, answer.json().get("name")) == (201, f"任意.{kind}")


BAD: dict[str, tuple[bytes, int]] = {
    "html": (b"<html><script>alert(1)</script></html>", 415),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415),
    "program": (b"MZ\x90\0" + b"\0" * 100, 415),
    "photo": (image(), 415),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 60, 415),
    "empty": (b"", 400),
    "a plain archive": (zipped("a.txt"), 415),
    "macros": (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), 415),
    "old macros": (old_office("WordDocument", "_VBA_PROJECT"), 415),
    "zip slip": (zipped("[Content_Types].xml", "word/a", "../../etc/passwd"), 422),
    "torn archive": (zipped("[Content_Types].xml", "word/document.xml")[:80], 422),
    "an installer": (old_office("Property"), 415),
}


@pytest.mark.parametrize("what", BAD)
def test_everything_else_is_refused(city: City, case: Case, api: Api, what: str) -> None:
    content, status = BAD[what]
    answer = send(api(city.hana), case, content)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert not Attachment.objects.exists()
    assert not list((media("drafts")).glob("*")) if media("drafts").is_dir() else True


def test_an_archive_that_would_unpack_to_gigabytes_is_refused_unopened(city: City, case: Case, api: Api) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * 50_000_000)
        archive.writestr("word/document.xml", b"x")
    answer = send(api(city.hana), case, buffer.getvalue())
    assert answer.status_code == 422
    assert "unpack" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\x.pdf", "a\r\nb: c.pdf", "\u202efdp.exe", "x" * 300, '"'])
def test_a_name_is_only_a_name(city: City, case: Case, api: Api, name: str) -> None:
    said = send(api(city.hana), case, PDF, name=name)
    assert said.status_code in (201, 400)
    for row in Attachment.objects.all():
        assert len(row.name) <= 100
        assert not set(row.name) & set('/\\\r\n"')
        assert api(city.hana).get(row.get_absolute_url()).getvalue() == PDF


def test_too_large_is_refused(city: City, case: Case, api: Api, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    assert send(api(city.hana), case, PDF + b"\0" * 100).status_code == 413
    assert send(api(city.hana), case, PDF + b"\0" * 200_000).status_code == 413


def test_sent_twice_it_is_there_once(city: City, case: Case, api: Api) -> None:
    hana, id_ = api(city.hana), str(uuid.uuid4())
    first, again = (send(hana, case, PDF, id=id_) for __ in range(2))
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert first.json() == again.json()
    assert send(hana, case, PDF + b"other", id=id_).status_code == 409


def test_a_case_has_at_most_so_many(city: City, case: Case, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.actions.attach.MOST_OF_A_SUBJECT", 1)
    assert send(api(city.hana), case, PDF).status_code == 201
    assert send(api(city.hana), case, PDF).status_code == 422
    assert Attachment.objects.count() == 1


def test_who_sends_too_much_within_an_hour_has_to_wait(city: City, case: Case, api: Api, settings: Any) -> None:
    settings.UPLOADS_PER_HOUR = 2
    hana, id_ = api(city.hana), str(uuid.uuid4())
    assert send(hana, case, PDF, id=id_).status_code == 201
    assert post_photo(hana, image()).status_code == 201
    for answer in (send(hana, case, PDF), post_photo(hana, image())):
        assert answer.status_code == 429
        assert 3500 < int(answer.headers["Retry-After"]) <= 3601
    assert send(hana, case, PDF, id=id_).status_code == 201  # what is here already is answered again
    assert post_photo(api(city.ines), image()).status_code == 201  # others are not held up
    assert Attachment.objects.count() == 1


def test_bytes_count_too(city: City, case: Case, api: Api, settings: Any) -> None:
    settings.UPLOAD_BYTES_PER_HOUR = len(PDF) + 1
    assert [send(api(city.hana), case, PDF).status_code for __ in range(2)] == [201, 429]
