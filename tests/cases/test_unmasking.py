"""A reporter's name and phone are masked for everybody; looking at them is an act whose purpose stays on record."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions import unmask_reporter
from cases.models import Case, Unmasking
from common.refusals import TooMany
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
NAME, PHONE = "王小明", "13812341234"


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, reporter_name=NAME, reporter_phone=PHONE)


@pytest.mark.parametrize("who", ["ines", "sven", "ada", "hana", "sue", "lea", "arno"])
def test_the_page_masks_them_for_everybody(city: City, case: Case, signed_in: SignedIn, who: str) -> None:
    page = signed_in(getattr(city, who)).get(case.get_absolute_url()).content.decode()
    assert "王** 138****1234" in page
    assert NAME not in page
    assert PHONE not in page


def test_who_says_what_for_sees_them_in_this_one_answer(city: City, case: Case, signed_in: SignedIn) -> None:
    ada = signed_in(city.ada, htmx=True)
    answer = ada.post(f"/cases/{case.number}/unmask/", {"reason": "call_back"})
    assert NAME in answer.content.decode()
    assert PHONE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert PHONE not in ada.get(case.get_absolute_url()).content.decode()


def test_the_look_is_on_record(city: City, case: Case, signed_in: SignedIn) -> None:
    signed_in(city.ada).post(f"/cases/{case.number}/unmask/", {"reason": "other", "words": "核对身份"})
    look = Unmasking.objects.get()
    assert (look.user, look.case, look.what, look.purpose, look.note) == (
        city.ada, case, "reporter", "other", "核对身份",
    )  # fmt: skip


@pytest.mark.parametrize("said", [{}, {"reason": "other"}, {"reason": "because"}])
def test_without_a_purpose_nothing_is_shown(city: City, case: Case, signed_in: SignedIn, said: dict[str, str]) -> None:
    answer = signed_in(city.ada, htmx=True).post(f"/cases/{case.number}/unmask/", said)
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()
    assert not Unmasking.objects.exists()


@pytest.mark.parametrize("who", ["ines", "hana", "lea", "arno"])
def test_other_roles_are_refused_with_a_sentence(city: City, case: Case, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(city, who))
    assert "cases/unmask" not in client.get(case.get_absolute_url()).content.decode()
    for answer in (client.get(f"/cases/{case.number}/unmask/"), client.post(f"/cases/{case.number}/unmask/")):
        assert answer.status_code == 403
        assert "may only be seen by: Acceptor, Shift leader, Dispatcher, Supervisor." in answer.content.decode()


def test_who_does_not_see_the_case_finds_nothing(city: City, case: Case, signed_in: SignedIn) -> None:
    assert signed_in(city.omar).get(f"/cases/{case.number}/unmask/").status_code == 404


def test_the_sixty_first_look_within_an_hour_has_to_wait(city: City, case: Case, signed_in: SignedIn) -> None:
    now = timezone.now()
    first = now - timedelta(minutes=50)
    Unmasking.objects.bulk_create(Unmasking(user=city.ada, case=case, purpose="inform", at=first) for __ in range(60))
    with pytest.raises(TooMany):
        unmask_reporter(case=case, purpose="inform", at=now, by=city.ada)
    answer = signed_in(city.ada).post(f"/cases/{case.number}/unmask/", {"reason": "inform"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 601
    assert unmask_reporter(case=case, purpose="inform", at=now, by=city.sven).pk


@pytest.mark.parametrize("change", [lambda rows: rows.update(note="x"), lambda rows: rows.delete()])
def test_the_record_cannot_be_changed(city: City, case: Case, change: Any) -> None:
    unmask_reporter(case=case, purpose="inform", by=city.ada)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(Unmasking.objects.all())


def test_the_auditor_reads_who_looked(city: City, case: Case, signed_in: SignedIn) -> None:
    unmask_reporter(case=case, purpose="Court order 12", by=city.ada)
    page = signed_in(city.arno).get("/unmaskings/").content.decode()
    assert all(words in page for words in ("Ada", case.number, "Court order 12"))
    assert PHONE not in page
    narrowed = signed_in(city.arno).get("/unmaskings/?who=sven").content.decode()
    assert "Court order 12" not in narrowed


@pytest.mark.parametrize(
    ("query", "found"),
    [("who=ada", True), ("who=sven", False), ("case=%(case)s", True), ("case=1", False), ("purpose=other", True),
     ("purpose=inform", False), ("since=2020-01-01", True), ("until=2020-01-01", False)],
)  # fmt: skip
def test_the_list_and_its_file_are_narrowed_alike(
    city: City, case: Case, signed_in: SignedIn, query: str, found: bool
) -> None:
    unmask_reporter(case=case, purpose="Court order 12", by=city.ada)
    browser, asked = signed_in(city.arno), query % {"case": case.number}
    assert ("Court order 12" in browser.get(f"/unmaskings/?{asked}").content.decode()) is found
    file = browser.get(f"/unmaskings/export.csv?{asked}").getvalue().decode()
    assert ("Court order 12" in file) is found
    assert PHONE not in file


def test_as_a_spreadsheet_its_moments_are_moments(city: City, case: Case, signed_in: SignedIn) -> None:
    unmask_reporter(case=case, purpose="Court order 12", at=make.MONDAY, by=city.ada)
    answer = signed_in(city.arno).get("/unmaskings/export.xlsx")
    sheet: Any = load_workbook(io.BytesIO(answer.getvalue())).active
    __, row = sheet.values
    assert row == (make.MONDAY.replace(tzinfo=None), "Ada", "ada", "Acceptor", case.number, "Court order 12")


def test_a_wrong_filter_says_so(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.arno).get("/unmaskings/?since=x").status_code == 400
    assert signed_in(city.arno).get("/unmaskings/export.csv?since=x").status_code == 400


@pytest.mark.parametrize("who", ["ada", "sven", "lea", "abel", "hana", "ines"])
def test_nobody_else_reads_it(city: City, signed_in: SignedIn, who: str) -> None:
    assert signed_in(getattr(city, who)).get("/unmaskings/").status_code == 403
