"""The databases of a run: each process works in a copy of its own of the migrated one (devstack/migrated.py).

Nearly all tests are rolled back. After one that commits (`transaction=True`) the tables that hold something are
emptied.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from devstack.migrated import NAME

# What `migrate` itself writes, and no test changes.
KEPT = {"django_content_type", "auth_permission"}


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """Work in a new copy of the migrated database, which goes away at the end."""
    before = connection.settings_dict["NAME"]
    connection.close()
    _order(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE {NAME}')
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        _order(f'DROP DATABASE "{name}" WITH (FORCE)')


def _order(*statements: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as server, closing(server.cursor()) as cursor:
        server.autocommit = True
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def emptied_after_commits() -> Iterator[None]:
    """What Django does after a test that commits, done faster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty())
        yield


@contextmanager
def for_a_module(blocker: Any) -> Iterator[None]:
    """What is written here stands for all tests of a module, each of which is undone by itself, and goes at the end."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def tables() -> tuple[str, ...]:
    """All that a test may write into."""
    return tuple(sorted(set(connection.introspection.django_table_names()) - KEPT))


def filled() -> list[str]:
    """The tables that have rows now."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables()))
        return [name for (name,) in cursor.fetchall()]


def empty() -> None:
    """In the place of Django's flush, which makes each of more than a hundred tables anew, filled or not.

    It waits for whoever is still writing, as that did: a request that the browser has left may still be at work. No
    trigger fires, so that histories can be emptied too; only a superuser may order that.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables())} IN SHARE ROW EXCLUSIVE MODE")
        deletions = (f"DELETE FROM {name}" for name in filled())
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *deletions]))
