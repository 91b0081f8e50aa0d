"""The database is restarted, the disk is full, a file is gone: words and the right status on pages, API and parts."""

import errno
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from common import outbox
from common.files import media
from common.models import Message
from common.outages import refusal_for
from common.refusals import Away
from tests import factories as make
from tests.api.bodies import image, post_photo
from tests.api.conftest import Api
from tests.cast import City
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def away() -> OperationalError:
    error = OperationalError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.OperationalError(str(error))
    return error


def gone(*_said: Any, **_named: Any) -> Any:
    raise away()


def test_a_page_says_back_in_a_moment(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(city.sven)
    monkeypatch.setattr("cases.querysets.CaseQuerySet.visible_to", gone)
    answer = client.get("/cases/")
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "5", "5")
    assert "稍后" in answer.content.decode()


def test_what_was_sent_is_not_asked_for_again_by_itself(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(city.sven)
    case = make.dispatched("06010", by=city.ines)
    monkeypatch.setattr("cases.querysets.CaseQuerySet.visible_to", gone)
    answer = client.post(f"{case.get_absolute_url()}moves/supervise/", {"note": "尽快"})
    assert answer.status_code == 503
    assert "Refresh" not in answer


def test_a_part_of_a_page_says_it_in_the_corner(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(city.sven)
    monkeypatch.setattr("cases.querysets.CaseQuerySet.visible_to", gone)
    answer = client.get("/cases/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (503, "#toasts")
    assert "<html" not in answer.content.decode()


def test_the_api_says_it(api: Api, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    client = api(city.ines)
    monkeypatch.setattr("cases.querysets.CaseQuerySet.visible_to", gone)
    answer = client.get("/api/v1/cases/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"


def raising(code: str) -> Any:
    """What PostgreSQL raises with this SQLSTATE."""

    def run(*_said: Any, **_named: Any) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")

    return run


@pytest.mark.parametrize(
    ("code", "words", "in_english"),
    [
        ("53100", "没有存储空间", "no room left"),
        ("53300", "没有存储空间", "no room left"),
        ("57014", "耗时过长", "took too long"),
        ("55P03", "平台正忙", "busy"),
    ],
    ids=["disk full", "no connection left", "statement timeout", "lock timeout"],
)
def test_a_database_at_its_limits_is_no_fault_of_ours(
    api: Api, city: City, monkeypatch: pytest.MonkeyPatch, code: str, words: str, in_english: str
) -> None:
    page, program = signed_in(city.sven), api(city.ines)
    monkeypatch.setattr("cases.querysets.CaseQuerySet.visible_to", raising(code))
    answer = page.get("/cases/")
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    assert words in answer.content.decode()
    said = program.get("/api/v1/cases/")
    assert (said.status_code, bool(said["Retry-After"])) == (503, True)
    assert in_english in said.json()["detail"]


@pytest.mark.parametrize("address", ["/cases/", "/api/v1/cases/"])
def test_it_is_said_where_the_session_is_asked_for_before_any_view(
    city: City, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client = signed_in(city.sven)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", gone)
    monkeypatch.setattr("django.contrib.sessions.backends.cached_db.SessionStore.load", gone)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_connection_cut_in_the_middle_of_an_answer_is_one_that_is_away() -> None:
    """psycopg2 raises its plain DatabaseError for it, without a code; Django makes its own of the same name."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError(str(error))
    assert isinstance(refusal_for(error), Away)


def test_other_faults_of_the_database_stay_faults() -> None:
    assert refusal_for(OperationalError("no such column")) is None
    assert refusal_for(DatabaseError("save() with update_fields did not affect any rows.")) is None
    assert refusal_for(InterfaceError("cursor already closed")) is None
    assert refusal_for(OSError(errno.ENOENT, "none")) is None


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which the first byte finds no room."""

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("common.files.os.fsync", no_room)


def drafts() -> list[Path]:
    return list(media("drafts").iterdir()) if media("drafts").is_dir() else []


def test_on_a_full_disk_a_photo_is_refused_with_words_and_leaves_nothing(api: Api, city: City, full: None) -> None:
    answer = post_photo(api(city.ines), image())
    assert answer.status_code == 507
    assert answer.json()["detail"]
    assert not drafts()


def test_on_a_full_disk_reports_of_text_go_on(city: City, full: None) -> None:
    for _n in range(25):
        make.dispatched("06010", by=city.ines)
    assert Case.objects.count() == 25


def test_a_photo_that_was_given_up_is_no_photo_and_its_sender_is_told(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    photo = make.photo(city.ines, of=case.subject, status="received")
    outbox.emit("photo.received", [photo.pk])
    for _n in range(len(outbox.BACKOFF) + 1):  # its file never comes
        Message.objects.filter(topic="photo.received").update(due_at=timezone.now())
        outbox.drain("photo.received")
    photo.refresh_from_db()
    assert (photo.status, photo.refusal) == ("refused", "lost")
    outbox.drain("case.photo_refused")
    outbox.drain("case.notice")
    assert case.events.filter(move="photo_refused").count() == 1
    assert "ines" in notices_of(case, move="photo_refused").values_list("user__username", flat=True)
    photo.refresh_from_db()
    assert "photo" in photo.refusal_text or "照片" in photo.refusal_text


def test_an_attachment_whose_file_is_gone_is_told(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    row = make.attachment(city.ines, of=case.subject)
    answer = api(city.sven).get(f"/api/v1/attachments/{row.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "not there any more" in answer.json()["detail"]


def test_pages_and_files_of_somebody_are_kept_by_no_cache(city: City) -> None:
    case = make.reported("06010", by=city.ines)
    client = signed_in(city.sven)
    for address in ("/cases/", f"/cases/{case.number}/", "/cases/export.csv", "/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_nor_what_a_program_is_answered(city: City, api: Api) -> None:
    for address in ("tokens/", "cases/", "nowhere/"):
        assert "no-store" in api(city.sven).get(f"/api/v1/{address}").headers["Cache-Control"], address
