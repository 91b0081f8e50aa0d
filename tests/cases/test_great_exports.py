"""Lists of any length as files: a CSV streams, a great workbook is made in the background and kept for its person."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from cases import exports
from cases.actions import ask_export, forget_exports
from cases.actions.exports import A_DAY, claim_export, finish_export, note_progress
from cases.exports import make_exports
from cases.models import Case, CaseExport, Scope
from cases.topics import EXPORTED
from common import csv_copy, download, outbox
from common.files import draft, media
from common.refusals import Conflict, NotSignedIn, TooMany
from notices.models import Notice
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
MANY = 7


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """More than three rows are too many for a request, and a page of the database has two."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(download, "MOST", 3)
    monkeypatch.setattr(download, "BATCH", 2)
    monkeypatch.setattr(exports, "BATCH", 2)
    monkeypatch.setattr(csv_copy, "FIRST", 2)
    monkeypatch.setattr(csv_copy, "PAGE", 2)


@pytest.fixture
def many(city: City) -> list[Case]:
    return [make.dispatched("06010", by=city.ines, at=make.MONDAY + timedelta(minutes=n // 2)) for n in range(MANY)]


def numbers(text: str) -> list[str]:
    return [line.split(",")[0] for line in text.splitlines()[1:]]


def taken(client: Client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def in_order(cases: list[Case]) -> list[str]:
    return [case.number for case in sorted(cases, key=lambda each: (each.reported_at, each.pk), reverse=True)]


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_a_csv_has_any_number_of_rows_each_once(city: City, many: list[Case], signed_in: SignedIn) -> None:
    assert numbers(taken(signed_in(city.sven), "/cases/export.csv")) == in_order(many)


def test_it_is_read_in_pages_while_it_is_sent(city: City, many: list[Case], signed_in: SignedIn) -> None:
    """No statement takes minutes, and the web server hears of each piece when it is read and when it is sent."""
    signs: list[int] = []
    answer: Any = signed_in(city.sven).get("/cases/export.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(download, "alive", lambda: signs.append(1))
        head, *pages = answer.streaming_content
    assert head.startswith(b"\xef\xbb\xbfNumber,")
    assert ([page.count(b"\r\n") for page in pages], len(signs)) == ([2, 2, 2, 1], 8)


def test_what_changes_meanwhile_brings_no_row_twice(city: City, many: list[Case], signed_in: SignedIn) -> None:
    answer: Any = signed_in(city.sven).get("/cases/export.csv")
    pieces = iter(answer.streaming_content)
    make.dispatched("06010", by=city.ines, at=make.MONDAY + timedelta(days=1))
    found = numbers(b"".join(pieces).decode("utf-8-sig"))
    assert len(found) == len(set(found))
    assert set(in_order(many)) <= set(found)


def test_a_file_that_breaks_off_says_so_and_the_answer_does_not_end_well(
    city: City, many: list[Case], signed_in: SignedIn
) -> None:
    answer: Any = signed_in(city.sven).get("/cases/export.csv")
    pieces = iter(answer.streaming_content)
    said = next(pieces) + next(pieces)
    User.objects.filter(pk=city.sven.pk).update(sign_outs=9)
    said += next(pieces)
    with pytest.raises(NotSignedIn):
        next(pieces)
    assert "This file is not whole" in said.decode("utf-8-sig").splitlines()[-1]
    assert len(said.splitlines()) < MANY


def test_one_great_file_at_a_time(city: City, many: list[Case], signed_in: SignedIn) -> None:
    """Of another connection's; a session may hold the same lock again."""
    with _held_elsewhere():
        sven = signed_in(city.sven)
        answer = sven.get("/cases/export.csv")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert sven.get("/cases/export.csv?q=nothing-like-this").status_code == 200


def test_the_lock_goes_with_the_last_piece_or_with_the_answer(db: None) -> None:
    assert list(download.OneAtATime("abc")) == ["a", "b", "c"]
    assert locks() == 0
    left = download.OneAtATime("abc")
    assert locks() == 1
    left.close()
    assert locks() == 0


def locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return int(cursor.fetchone()[0])


class _held_elsewhere:  # noqa: N801 - used as a statement
    def __enter__(self) -> None:
        self.other = connection.copy()
        with self.other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [download._GREAT_FILE])

    def __exit__(self, *error: object) -> None:
        self.other.close()


# --- Excel ------------------------------------------------------------------------------------------------------------


def rows_of(content: bytes) -> list[str]:
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return [str(row[0]) for row in list(sheet.values)[1:]]


def test_a_great_workbook_is_made_and_its_person_is_told(city: City, many: list[Case], signed_in: SignedIn) -> None:
    sven = signed_in(city.sven)
    sent_on = sven.get("/cases/export.xlsx?stage=dispose")
    assert sent_on.headers["Location"] == "/cases/exports/?stage=dispose"
    assert "Make the Excel file" in sven.get(sent_on.headers["Location"]).text
    assert sven.post(sent_on.headers["Location"]).status_code == 302
    assert make_exports() == 1
    outbox.drain(EXPORTED)
    export = CaseExport.objects.get()
    assert (export.state, export.rows) == ("ready", MANY)
    assert [notice.what for notice in Notice.objects.filter(user=city.sven, kind="export")] == ["export_ready"]
    assert f"/cases/exports/{export.pk}/" in sven.get("/inbox/").text
    assert f"/cases/exports/{export.pk}/" in sven.get("/cases/exports/").text
    file: Any = sven.get(f"/cases/exports/{export.pk}/")
    assert rows_of(b"".join(file.streaming_content)) == in_order(many)


def test_a_short_list_is_offered_at_once(city: City, signed_in: SignedIn) -> None:
    """Whoever comes to the page by a kept address reads no number that is not so."""
    make.dispatched("06010", by=city.ines)
    page = signed_in(city.sven).get("/cases/exports/?stage=dispose").text
    assert "This list has more than 50,000" not in page
    assert 'href="/cases/export.xlsx?stage=dispose"' in page


def test_few_rows_come_at_once(city: City, signed_in: SignedIn) -> None:
    case = make.dispatched("06010", by=city.ines)
    file: Any = signed_in(city.sven).get("/cases/export.xlsx")
    assert rows_of(b"".join(file.streaming_content)) == [case.number]


def test_it_holds_what_its_person_sees_when_it_is_made(city: City, many: list[Case]) -> None:
    export = ask_export(question="", by=city.sven)
    Scope.objects.create(person=city.sven, kind="class", code="event:01001")
    make_exports()
    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", 0)


def test_nobody_else_takes_it(city: City, many: list[Case], signed_in: SignedIn) -> None:
    export = ask_export(question="", by=city.sven)
    make_exports()
    for name in ("dora", "abel", "lea"):
        assert signed_in(getattr(city, name)).get(f"/cases/exports/{export.pk}/").status_code == 404


def test_asked_for_twice_it_is_one_and_another_waits(city: City, many: list[Case]) -> None:
    one = ask_export(question="stage=dispose", by=city.sven)
    assert ask_export(question="stage=dispose", by=city.sven) == one
    with pytest.raises(Conflict):
        ask_export(question="", by=city.sven)
    assert ask_export(question="", by=city.dora) != one


def test_so_many_a_day(city: City) -> None:
    for __ in range(A_DAY):
        ask_export(question="", by=city.sven)
        make_exports()
    with pytest.raises(TooMany):
        ask_export(question="", by=city.sven)


def test_whose_maker_died_is_made_anew_and_the_dead_one_cannot_write(city: City, many: list[Case]) -> None:
    ask_export(question="", by=city.sven)
    now = timezone.now()
    dead = claim_export(at=now)
    assert dead is not None
    assert claim_export(at=now) is None, "it shows signs of life"
    CaseExport.objects.update(beat_at=now - timedelta(minutes=3))
    assert make_exports() == 1
    with pytest.raises(Exception, match=str(dead.pk)):
        note_progress(export=dead, rows=1)
    assert finish_export(export=dead, file=draft([b"half"])) is False
    export = CaseExport.objects.get()
    assert (export.state, export.rows, export.tries) == ("ready", MANY, 2)
    assert len(rows_of(media(export.name).read_bytes())) == MANY


def test_an_error_leaves_it_to_the_next_and_no_half_file(
    city: City, many: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_export(question="", by=city.sven)
    monkeypatch.setattr(exports, "note_progress", _fail)
    with pytest.raises(OSError, match="disk"):
        make_exports()
    assert not list(media("drafts").iterdir())
    monkeypatch.undo()
    CaseExport.objects.update(beat_at=timezone.now() - timedelta(minutes=3), tries=3)
    assert make_exports() == 0
    outbox.drain(EXPORTED)
    assert CaseExport.objects.get().state == "failed"
    assert Notice.objects.filter(user=city.sven, what="export_failed").exists()


def _fail(**said: object) -> None:
    raise OSError("disk full")


def test_more_than_a_sheet_holds_is_said(city: City, many: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_MOST", 4)
    ask_export(question="", by=city.sven)
    make_exports()
    export = CaseExport.objects.get()
    assert (export.state, "CSV" in export.why) == ("failed", True)


def test_after_its_term_it_is_forgotten(
    city: City, many: list[Case], signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    export = ask_export(question="", by=city.sven)
    make_exports()
    assert forget_exports() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_exports(at=timezone.now() + timedelta(days=3, minutes=1)) == 1
    export.refresh_from_db()
    assert (export.state, media(export.name).exists()) == ("gone", False)
    assert signed_in(city.sven).get(f"/cases/exports/{export.pk}/").status_code == 404


def test_who_left_gets_none(city: City, many: list[Case]) -> None:
    ask_export(question="", by=city.sven)
    User.objects.filter(pk=city.sven.pk).update(is_active=False)
    assert make_exports() == 0
    assert CaseExport.objects.get().state == "failed"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield
