"""Errors are logged with where and what, and without the values that the database or Python put into them."""

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from common.logs import Reticent, named, said
from tests import factories as make
from tests.cast import City

NAME, PHONE = "司马探针", "13798765432"


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Reticent("{levelname} {message}", style="{"))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False
    yield stream.getvalue
    logger.removeHandler(handler)


def failed(sql: str, *values: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return caught.value


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_told(city: City, log: Callable[[], str]) -> None:
    case = make.reported("06010", by=city.ines, reporter_name=NAME, reporter_phone=PHONE)
    error = failed("UPDATE cases_case SET due_at = '1066-01-01' WHERE id = %s", str(case.pk))
    assert NAME in str(error)  # so the driver says it
    assert "violates check constraint" in said(error)
    logging.getLogger("tests.logs").error("It failed: %s", error, exc_info=error)
    assert "case_moments_in_bounds" in log()
    assert not {NAME, PHONE, "Failing row"} & set(log().replace("(", " ").split())
    assert NAME not in log()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["SELECT %s::integer", "SELECT %s::timestamptz", "SELECT * FROM jsonb_to_recordset(%s::jsonb) AS x(a int)"]
)
def test_a_text_that_is_no_value_is_not_told(sql: str) -> None:
    assert NAME not in named(failed(sql, NAME))


@pytest.mark.django_db
def test_the_statement_is_not_told() -> None:
    error = failed("SELECT %s, nothing_of_the_kind FROM cases_case", NAME)
    assert NAME in str(error)
    assert said(error) == 'column "nothing_of_the_kind" does not exist'


@pytest.mark.parametrize(
    "wrong",
    [lambda: int(NAME), lambda: dict[str, str]()[NAME], lambda: float(f"{PHONE}x"), lambda: NAME.encode("ascii")],
)
def test_what_python_quotes_is_not_told(wrong: Callable[[], object], log: Callable[[], str]) -> None:
    try:
        wrong()
    except (ValueError, KeyError) as error:
        logging.getLogger("tests.logs").exception("Failed (%s)", error)
    assert "Error" in log().splitlines()[-1]
    assert "test_logs.py" in log()  # where it was
    assert NAME not in log()
    assert PHONE not in log()


def test_the_error_before_it_is_told_as_quietly(log: Callable[[], str]) -> None:
    try:
        try:
            int(NAME)
        except ValueError as before:
            raise RuntimeError("The second") from before
    except RuntimeError:
        logging.getLogger("tests.logs").exception("Failed")
    assert log().index("ValueError") < log().index("The second")
    assert NAME not in log()


def test_what_was_looked_for_is_not_told(log: Callable[[], str]) -> None:
    logging.getLogger("tests.logs").error("Error handling request %s", f"/search/?q={PHONE}")
    assert log() == "ERROR Error handling request /search/\n"


def test_what_opens_an_account_is_not_told(log: Callable[[], str]) -> None:
    logging.getLogger("tests.logs").error("%s: %s", "Service Unavailable", "/welcome/MQ/d0a2-secret/")
    assert log() == "ERROR Service Unavailable: /welcome/…\n"


def test_a_name_of_a_file_is_told() -> None:
    assert "/srv/media/x" in said(FileNotFoundError(2, "No such file", "/srv/media/x"))


def test_a_task_that_fails_is_told_quietly(log: Callable[[], str]) -> None:
    """As Celery logs it: with a mapping of facts, among them the error as text."""
    try:
        int(NAME)
    except ValueError as error:
        facts = {"name": "drain", "exc": repr(error)}
        logging.getLogger("tests.logs").error("Task %(name)s raised: %(exc)s", facts, exc_info=error)
    assert "Task drain raised: ValueError" in log()
    assert NAME not in log()
