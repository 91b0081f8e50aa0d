"""`./dev demo` on a database of another version says so, changes nothing, and says what to do."""

from contextlib import closing

import psycopg2
import pytest

from devstack import steps
from tests import released
from tests.services import database_url

pytestmark = pytest.mark.django_db(transaction=True)
DUMP = sorted(released.FOLDER.glob("*.sql.gz"))[0]


def test_a_database_of_this_version_is_taken() -> None:
    steps.refuse_another_version(database_url())
    assert steps.applied(database_url())


def test_an_earlier_release_is_migrated() -> None:
    with released.restored(DUMP) as database:
        steps.refuse_another_version(database)


def test_what_this_checkout_never_had_is_said() -> None:
    with released.restored(DUMP) as database:
        with closing(psycopg2.connect(database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0999_of_tomorrow', now())"
            )
        with pytest.raises(steps.AnotherVersionError) as no:
            steps.refuse_another_version(database)
    assert "cases/migrations/0999_of_tomorrow.py" in str(no.value)
    assert "./dev forget" in str(no.value)
