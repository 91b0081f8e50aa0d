"""Whoever writes events by the thousand may bring their seals; a wrong one is refused, by raw SQL too."""

import random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases.actions import Life
from cases.actions.patterns import fill
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from common.bulk import copy_lines
from common.integrity import examine
from common.workflow.seals import id_text, jsonb_text, jsonb_text_of_texts, moment_text
from tests.cases.lives import cells, pattern
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
COLUMNS = [field.column for field in CaseEvent._meta.local_concrete_fields]


@pytest.fixture
def events(city: City) -> list[list[str]]:
    """The events of a loaded case, their case stored: three rows as cells of COPY, with right seals."""
    rows = fill([Life(pattern(city), MONDAY, cells(city))], ["20260302-000001"])
    copy_lines(Case, rows.cases)
    return [line.rstrip("\n").split("\t") for line in rows.events]


def write(events: list[list[str]]) -> None:
    with transaction.atomic():
        copy_lines(CaseEvent, ["\t".join(cells) + "\n" for cells in events])


def changed(events: list[list[str]], number: int, **values: str) -> list[list[str]]:
    made = [list(cells) for cells in events]
    for column, value in values.items():
        made[number][COLUMNS.index(column)] = value
    return made


def wrong() -> list[str]:
    return [found.check.name for found in map(examine, CHECKS) if found.count]


def test_right_seals_are_kept_as_they_came(events: list[list[str]]) -> None:
    write(events)
    stored = CaseEvent.objects.order_by("seq").values_list("salt", "hash")
    assert list(stored) == [(cells[COLUMNS.index("salt")], cells[COLUMNS.index("hash")]) for cells in events]
    assert wrong() == []


@pytest.mark.parametrize(
    "values",
    [
        {"note": "another"},
        {"move": "reopen"},
        {"data": '{"key": "another"}'},
        {"at": "2026-03-01T00:00:00+00:00"},
        {"hash": "0" * 64},
        {"words_hash": "0" * 64},
        {"prev_hash": "0" * 64},
        {"salt": "S"},
        {"salt": "S" + "0" * 31},
        {"seq": "4"},
    ],
    ids=str,
)
def test_what_does_not_fit_its_seal_is_refused(events: list[list[str]], values: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="brings a wrong seal"):
        write(changed(events, 1, **values))
    assert not CaseEvent.objects.exists()


@pytest.mark.parametrize("order", [(1, 0, 2), (1, 2), (0, 2), (2,), (2, 1, 0)], ids=str)
def test_a_history_with_brought_seals_comes_whole_and_in_order(events: list[list[str]], order: tuple[int, ...]) -> None:
    with pytest.raises(IntegrityError, match="brings a wrong seal"):
        write([events[number] for number in order])


def test_whoever_brings_a_seal_without_the_letter_of_one_is_sealed_anew(events: list[list[str]]) -> None:
    """So there is no third way: a row is sealed by the trigger, or compared."""
    first = changed(events, 0, salt="x" * 32, hash="0" * 64, words_hash="0" * 64, prev_hash="0" * 64)[:1]
    write(first)
    event = CaseEvent.objects.get()
    assert event.hash != "0" * 64
    assert event.salt != "x" * 32
    assert "chain" not in wrong()


def test_a_single_statement_of_sql_is_compared_as_well(events: list[list[str]]) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="brings a wrong seal"):
        cursor.execute(
            """INSERT INTO cases_caseevent (id, case_id, seq, move, from_state, to_state, actor, at, note, data,
                      content_hash, salt, words_hash, prev_hash, hash)
               SELECT gen_random_uuid(), id, 1, 'report', '', 'reported', 'x', now(), '', '{}', '',
                      'S' || repeat('0', 31), repeat('0', 64), '', repeat('0', 64) FROM cases_case"""
        )


ODD: list[Any] = [
    None, True, 0, -1, 2**63 - 1, 0.0, -0.0, 1e-7, 1.5e300, -71.0587, 5e-324, 1e16, 0.1 + 0.2, "", "é井\U0001f6a7",
    '"\\/\b\f\n\r\t',
    "\x01\x1f\x7f\x80\u2028\ufeff", {}, [], [[]], {"": ""}, {"bb": 1, "a": 2, "é": 3, "井": 4, "A": 5, "ab": 6},
]  # fmt: skip


def test_json_is_written_as_postgresql_writes_it() -> None:
    rng = random.Random(3)

    def value(depth: int = 0) -> Any:
        kind = rng.randrange(5 if depth < 3 else 3)
        if kind == 0:
            return rng.choice(ODD)
        if kind == 1:
            return rng.choice((rng.random(), rng.uniform(-1, 1) * 10.0 ** rng.randint(-30, 30), rng.randint(-9, 9)))
        if kind == 2:
            return "".join(chr(rng.choice((rng.randint(1, 127), rng.randint(160, 0xD7FF)))) for _ in range(5))
        if kind == 3:
            return [value(depth + 1) for _ in range(rng.randrange(4))]
        return {rng.choice('ab井é"\\') * rng.randrange(4): value(depth + 1) for _ in range(rng.randrange(5))}

    values = [*ODD, *(value() for _ in range(400))]
    texts = [jsonb_text(each) for each in values]
    flat = [dict(zip(map(str, ODD), texts[at:], strict=False)) for at in range(20)]
    assert list(map(jsonb_text_of_texts, flat)) == list(map(jsonb_text, flat))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::jsonb::text FROM unnest(%s) WITH ORDINALITY AS q(t, n) ORDER BY n", [texts])
        assert [text for (text,) in cursor.fetchall()] == texts


def test_moments_and_ids_are_written_as_postgresql_writes_them() -> None:
    moments = ["2026-03-02T10:00:00+08:00", "1900-01-01T00:00:00.000001+00:00", "2199-12-31T23:59:59-05:00"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') FROM unnest(%s::timestamptz[]) AS t",
            [moments],
        )
        assert [text for (text,) in cursor.fetchall()] == list(map(moment_text, moments))
    assert id_text("6f1d2f2a64ad5f0e9f5b6d1c0b7f1e11") == "6f1d2f2a-64ad-5f0e-9f5b-6d1c0b7f1e11"
