"""The CSV file of a list of cases is written by PostgreSQL: to the byte what Python's writer makes of the same cases.

Each column is told here a second time, of the case itself and by its own words.
"""

import csv
import io
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest
from django.db import DataError, connection
from django.db.models import Func, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.exports import csv_of
from cases.models import Case
from cases.workflow import Ask, State
from catalogue.choices import Source, Urgency
from catalogue.models import Category
from common import csv_copy
from common.csv_reader import safe_cell
from common.download import moment
from common.keyset import Order
from departments.models import Department
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
NOW = make.MONDAY + timedelta(days=1)
TEXTS = (
    "", "'", "''", " ", "两行\n文字", "回车\r换行", "\r\n", 'a "quoted" text', '"', ",", "a,b", "=1+1", "'=1+1", "''+1",
    "＝ＳＵＭ", "@x", "\t=1", "-5", "5", "\\.", "\\N", "\\n", "NULL", "null", "\u202e右到左\u2066", "\ufeff", "\u2028",
    "🚧", "100%", "%s", "{0}", "a" * 3_000, "末尾 ", "'说", "e\u0301", "＂",
)  # fmt: skip


def in_python(case: Case, language: str) -> list[Any]:
    """What stands in the line of a case."""
    finished = case.finished_at is not None and case.due_at is not None
    yes, no = ("是", "否") if language == "zh-hans" else ("yes", "no")
    assignee, urgency = case.assignee, case.urgency
    return [
        case.number, State(case.state).label, case.lamp(at=NOW).label, case.category,
        case.condition.text if case.condition else "", case.address, case.street or "",
        case.unit_grid.code if case.unit_grid else "", case.department or "", Source(case.source).label,
        moment(case.reported_at), moment(case.due_at), moment(case.finished_at), moment(case.closed_at),
        (yes if case.was_late else no) if finished else "", Ask(case.appeal).label if case.appeal else "",
        yes if case.exempt else "", case.rework_count, case.send_back_count, case.description, case.external_number,
        Urgency(urgency).label if urgency else "", (assignee.name or assignee.username) if assignee else "",
        case.place.name if case.place else "",
    ]  # fmt: skip


def by_python(language: str) -> bytes:
    text = io.StringIO()
    for case in Case.objects.order_by("-reported_at", "-id"):
        values = (value if isinstance(value, int) else str(value) for value in in_python(case, language))
        csv.writer(text).writerow([safe_cell(value) for value in values])
    return text.getvalue().encode()


def by_the_database() -> bytes:
    return b"".join(csv_of(Case.objects.all(), NOW))


@pytest.fixture
def odd(city: City) -> list[Case]:
    """A case for each odd text, and all states, sources and answers to an appeal among them."""
    cases = [make.dispatched("06010", by=city.ines) for __ in TEXTS]
    for number, (case, text) in enumerate(zip(cases, TEXTS, strict=True)):
        state = list(State)[number % len(State)]
        Case.objects.filter(pk=case.pk).update(
            description=text, address=text[:200], external_number=text[:64], number=f"{text[:30]}{number}",
            source=list(Source)[number % len(Source)], appeal=list(Ask)[number % len(Ask)], exempt=number % 5 == 0,
            state=state, rework_count=number % 3, urgent=number % 4 == 0,
            condition=case.condition if number % 3 else None, reported_at=make.MONDAY + timedelta(minutes=number // 2),
            warn_at=NOW + timedelta(hours=number % 5 - 2) if number % 6 else None,
            due_at=NOW + timedelta(hours=number % 7 - 3) if number % 8 else None,
            finished_at=NOW + timedelta(hours=number % 9 - 4) if number % 2 else None,
            closed_at=NOW - timedelta(microseconds=1) if number % 2 else None,
            assignee=(city.hana, city.hugo, None)[number % 3],
        )  # fmt: skip
    city.hana.__class__.objects.filter(pk=city.hana.pk).update(name="=哈娜")
    city.hugo.__class__.objects.filter(pk=city.hugo.pk).update(name="")
    Department.objects.filter(code="sanitation").update(name='环卫,"中心"', short_name="")
    Category.objects.update(name="=暴露垃圾", name_en="")
    return cases


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def test_the_database_writes_what_python_writes(odd: list[Case], language: str) -> None:
    assert {State(case.state) for case in Case.objects.all()} == set(State)
    written = by_the_database()
    assert written.splitlines() == by_python(language).splitlines()
    assert written == by_python(language)


def test_pages_end_anywhere(odd: list[Case], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases of each moment: the tie decides."""
    whole = by_python(language)
    for page in (1, 3, len(odd)):
        monkeypatch.setattr(csv_copy, "FIRST", 2)
        monkeypatch.setattr(csv_copy, "PAGE", page)
        assert by_the_database() == whole


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])
def test_moments_are_those_of_the_citys_clock_when_it_is_put_forward_and_back(odd: list[Case], zone: str) -> None:
    turns = (
        "2026-03-08T07:00Z", "2026-11-01T06:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z", "1900-01-01T00:00Z",
        "1986-05-04T00:00Z", "2199-12-31T23:29Z",
    )  # fmt: skip
    steps = [timedelta(minutes=minutes) for minutes in (-90, -30, -1, 0, 30)]
    moments = [datetime.fromisoformat(turn) + step for turn in turns for step in steps]
    for case, at in zip(odd, moments, strict=False):
        Case.objects.filter(pk=case.pk).update(finished_at=at, due_at=at + timedelta(microseconds=999_999))
    with timezone.override(zone), translation.override("en"):
        assert by_the_database() == by_python("en")


def test_no_statement_outlasts_its_page(odd: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads slowly holds no transaction, by which the database could clean nothing up."""
    monkeypatch.setattr(csv_copy, "FIRST", 2)
    monkeypatch.setattr(csv_copy, "PAGE", 3)
    read, copied, outside = list[str](), csv_copy.copied, list(connection.savepoint_ids)

    def noted(rows: Any, file: IO[bytes]) -> list[int]:
        read.append(str(rows.query))
        return copied(rows, file)

    monkeypatch.setattr(csv_copy, "copied", noted)
    for number, page in enumerate(csv_of(Case.objects.all(), NOW), start=1):
        assert (len(read), connection.savepoint_ids) == (number, outside)
        assert len(list(csv.reader(io.StringIO(page.decode(), newline="")))) <= 3
    assert all('"reported_at" >= ' in sql for sql in read[:-1]), "each but the last ends somewhere"
    assert all('"reported_at" <= ' in sql for sql in read[1:]), "each but the first begins somewhere"


def test_a_page_passes_so_many_cases_whether_they_are_in_the_file_or_not(
    odd: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the index alone finds its end, however seldom a case of the file is."""
    monkeypatch.setattr(csv_copy, "FIRST", 1)
    monkeypatch.setattr(csv_copy, "PAGE", 5)
    few = Case.objects.filter(pk__in=[case.pk for case in odd[::7]])
    expected = [f"{case.pk}\r\n".encode() for case in few.order_by("-reported_at", "-id")]
    key: list[csv_copy.Cell] = [Cast("id", TextField())]
    assert list(csv_copy.csv_pages(few, Order("reported_at", descending=True), key)) == expected


def test_a_page_is_on_disk_and_not_in_memory(odd: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_copy, "PIECE", 2)
    megabyte: list[csv_copy.Cell] = [Func(Value("x"), Value(1 << 20), function="repeat", output_field=TextField())]
    tracemalloc.start()
    try:
        pages = csv_copy.csv_pages(Case.objects.all(), Order("reported_at", descending=True), megabyte)
        taken = sum(len(page) for page in pages)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken > len(odd) << 20
    assert most < 12 << 20


def test_a_page_has_no_name_on_the_disk(odd: list[Case], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever dies over it leaves nothing."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for __ in csv_of(Case.objects.all(), NOW):
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("buffering", [0, -1])
def test_without_room_on_the_disk_the_file_breaks_off_and_the_connection_lives(
    odd: list[Case], monkeypatch: pytest.MonkeyPatch, buffering: int
) -> None:
    """In the middle of a COPY or at its end."""
    monkeypatch.setattr(csv_copy, "FIRST", 2)
    monkeypatch.setattr(csv_copy, "PIECE", 2)
    pages = csv_of(Case.objects.all(), NOW)
    whole = next(pages)
    monkeypatch.setattr(csv_copy, "TemporaryFile", partial(Path("/dev/full").open, "w+b", buffering))
    with pytest.raises(OSError, match="No space left"):
        next(pages)
    assert by_python("zh-hans").startswith(whole)
    assert Case.objects.count() == len(odd)


def test_who_sees_nothing_gets_no_line(odd: list[Case]) -> None:
    assert list(csv_of(Case.objects.none(), NOW)) == []


def test_a_word_that_is_missing_is_an_empty_cell(odd: list[Case]) -> None:
    one, order = Case.objects.filter(pk=odd[0].pk), Order("reported_at", descending=True)
    cells = [csv_copy.Said("state", words) for words in ({}, {"x": "y"}, {odd[0].state: ""})]
    assert list(csv_copy.csv_pages(one, order, cells)) == [b",,\r\n"]


def test_statements_do_not_grow_with_the_rows(odd: list[Case]) -> None:
    with CaptureQueriesContext(connection) as few:
        b"".join(csv_of(Case.objects.filter(pk=odd[0].pk), NOW))
    with CaptureQueriesContext(connection) as many:
        by_the_database()
    assert len(few) == len(many)


def test_a_page_is_sent_in_pieces_each_a_sign_that_the_worker_works(
    odd: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = list[int]()
    monkeypatch.setattr(csv_copy, "PIECE", 10)
    monkeypatch.setattr("common.download.alive", lambda: signs.append(1))
    pieces = list(csv_of(Case.objects.all(), NOW))
    assert b"".join(pieces) == by_the_database()
    assert len(pieces) == -(-len(odd) // 10)
    assert len(signs) >= len(pieces)


def test_the_connection_tells_times_as_before_whatever_becomes_of_the_file(odd: list[Case]) -> None:
    """Also in a transaction that goes on."""
    by_the_database()
    assert Case.objects.get(pk=odd[1].pk).reported_at.utcoffset() == timedelta()
    broken: list[csv_copy.Cell] = [Func(Value(0), template="1 / %(expressions)s", output_field=IntegerField())]
    with pytest.raises(DataError):
        list(csv_copy.csv_pages(Case.objects.all(), Order("reported_at", descending=True), broken))
    with connection.cursor() as cursor:
        cursor.execute("SHOW TIME ZONE")
        assert cursor.fetchone() == (connection.timezone_name,)
