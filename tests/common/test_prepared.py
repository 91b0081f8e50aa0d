"""A statement that is planned once per connection answers as one that is planned each time."""

import pytest
from django.db import ProgrammingError, connection, transaction

from common import prepared

pytestmark = pytest.mark.django_db(transaction=True)
SUM = "SELECT %s::int + %s::int"


def ask(sql: str, *parameters: object) -> object:
    with connection.cursor() as cursor:
        prepared.execute(cursor, sql, parameters)
        return cursor.fetchone()[0]


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE NOT from_sql OR name LIKE 'prepared%'")
        return [name for (name,) in cursor.fetchall()]


def test_it_is_planned_once_and_answers_each_time() -> None:
    connection.close()
    assert [ask(SUM, 1, 2), ask(SUM, 3, 4)] == [3, 7]
    assert len(kept()) == 1


def test_it_outlives_a_transaction_that_is_undone() -> None:
    connection.close()
    with transaction.atomic():
        ask(SUM, 1, 2)
        transaction.set_rollback(True)
    assert ask(SUM, 5, 6) == 11


def test_a_new_connection_prepares_anew() -> None:
    ask(SUM, 1, 2)
    connection.close()
    assert kept() == []
    assert ask(SUM, 1, 2) == 3


def test_quotes_and_signs_of_per_cent_stay_what_they_are() -> None:
    assert ask("SELECT %s || '100%%'", "it's ") == "it's 100%"


def test_what_has_no_parameters_is_asked_as_usual() -> None:
    connection.close()
    assert ask("SELECT 1") == 1
    assert kept() == []


def test_the_one_that_was_longest_not_asked_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setattr(prepared, "MOST", 2)
    product, less = "SELECT %s::int * %s::int", "SELECT %s::int - %s::int"
    assert ask(SUM, 1, 2) == 3
    [of_sum] = kept()
    assert ask(product, 2, 3) == 6
    [of_product] = {*kept()} - {of_sum}
    assert [ask(SUM, 3, 4), ask(less, 9, 4)] == [7, 5]
    there = kept()
    assert len(there) == 2
    assert (of_sum in there, of_product in there) == (True, False)
    assert ask(product, 2, 5) == 10


def test_its_errors_are_those_of_django_and_nothing_is_kept_of_it() -> None:
    connection.close()
    with pytest.raises(ProgrammingError):
        ask("SELECT nothing_of_this_name + %s", 1)
    assert kept() == []
    assert ask(SUM, 1, 2) == 3


def test_a_statement_that_was_prepared_but_not_noted_is_in_nobodys_way() -> None:
    connection.close()
    ask(SUM, 1, 2)
    prepared._names.clear()  # as after a task that was killed between the two
    assert ask(SUM, 3, 4) == 7
