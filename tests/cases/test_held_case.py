"""A case that somebody holds for too long: a sentence after the patience of the database, and no word is lost."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from cases.models import Case
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = "The platform is busy; try again in a moment."


@pytest.fixture
def held(city: City) -> Iterator[Case]:
    """A case that another connection holds, and a patience that a test can wait for."""
    with transaction.atomic():
        case = make.dispatched("06010", by=city.ines)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            holding.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield case
    done.set()
    thread.join(10)
    connection.close()


def test_the_form_comes_back_with_what_was_typed(city: City, held: Case, signed_in: SignedIn) -> None:
    address = f"{held.get_absolute_url()}moves/request_extension/"
    said = {"id": str(uuid.uuid4()), "version": held.version, "reason": "等配件，明早到"}
    answer = signed_in(city.hana, htmx=True).post(address, said)
    assert answer.status_code == 503
    assert answer["HX-Retarget"] == "#move-form"
    assert (BUSY in answer.content.decode(), "等配件，明早到" in answer.content.decode()) == (True, True)


def test_the_api_says_when_to_come_back(city: City, held: Case, signed_in: SignedIn) -> None:
    address, body = f"/api/v1/cases/{held.pk}/moves/take/", {"version": held.version}
    answer = signed_in(city.hana).post(address, body, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"], answer.json()["detail"]) == (503, "2", BUSY)


def test_of_many_moves_only_this_one_is_answered_so(city: City, held: Case, signed_in: SignedIn) -> None:
    with transaction.atomic():
        free = make.dispatched("06010", by=city.ines)
    rows = [{"case": str(case.pk), "move": "take", "version": case.version} for case in (held, free)]
    answer = signed_in(city.hana).post("/api/v1/cases/bulk/", {"moves": rows}, content_type="application/json")
    assert [row["status"] for row in answer.json()["results"]] == [503, 200]


def test_who_is_too_late_anyway_hears_who_was_first(city: City, held: Case, signed_in: SignedIn) -> None:
    address, body = f"/api/v1/cases/{held.pk}/moves/take/", {"version": held.version - 1}
    answer = signed_in(city.hana).post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["version"]) == (409, held.version)
    assert "has just done" in answer.json()["detail"]
