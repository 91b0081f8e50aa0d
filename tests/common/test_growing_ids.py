"""Ids that the platform makes: valid for everybody who reads UUIDs, in the order of time, and never the same twice."""

import time
import uuid
from itertools import islice

import pytest
from django.db import connection

from common.ids import GROWING_ID, growing_id, growing_ids


def made_by_postgres(count: int) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {GROWING_ID} FROM generate_series(1, %s)", [count])
        return [made for (made,) in cursor.fetchall()]


def moment_of(made: uuid.UUID) -> float:
    return (made.int >> 80) / 1000


@pytest.mark.django_db
def test_each_way_to_make_one_gives_version_7_of_this_moment() -> None:
    before = time.time() - 1
    made = [growing_id(), *map(uuid.UUID, islice(growing_ids(), 3)), *made_by_postgres(3)]
    assert {(each.version, each.variant) for each in made} == {(7, uuid.RFC_4122)}
    assert all(before <= moment_of(each) <= time.time() + 1 for each in made)
    assert len(set(made)) == len(made)


@pytest.mark.django_db
def test_later_ones_stand_behind_earlier_ones() -> None:
    first = [growing_id(), *map(uuid.UUID, islice(growing_ids(), 100)), *made_by_postgres(100)]
    time.sleep(0.002)
    later = [growing_id(), *map(uuid.UUID, islice(growing_ids(), 100)), *made_by_postgres(100)]
    assert max(first) < min(later)


def test_of_many_at_once_each_is_greater_than_the_last() -> None:
    many = list(islice(growing_ids(), 70_000))
    assert many == sorted(set(many))


def test_the_bits_beside_the_moment_are_chance() -> None:
    made = [growing_id(1_000) for __ in range(200)]
    assert len({each.int & 0xFFFF for each in made}) > 190
    assert len({(each.int >> 64) & 0xFFF for each in made}) > 150
