"""The change log is written here, for one change or for a load of a hundred thousand."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import User
from registry.models import Change

Listener = Callable[[Sequence[Change]], None]
CHUNK = 5_000

_listeners: list[Listener] = []


def on_change(listener: Listener) -> Listener:
    """Register what is done in the transaction of every change; a higher house may have to count its data anew."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@dataclass(frozen=True)
class Entry:
    """What the log says of one thing: its values before (None: it was not there) and after (None: it is gone).

    `kind` is said where it is another than that of the entries beside it.
    """

    key: str
    label: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reverts: Change | None = None
    kind: str = ""


def record(
    *,
    kind: str,
    key: str,
    label: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    batch: UUID | None = None,
    by: User | None,
) -> Change | None:
    """Write down one change; None if nothing changed. Call it inside the transaction that makes the change."""
    made = record_many([Entry(key, label, before, after)], kind=kind, batch=batch, by=by)
    return made[0] if made else None


def record_many(
    entries: Iterable[Entry], *, kind: str, batch: UUID | None = None, by: User | None
) -> list[Change]:  # fmt: skip
    """Write down changes, of one kind where they say no other, with their ids; what says the same before and after is
    left out."""
    now = timezone.now()
    made = [
        Change(
            at=now, by=by, kind=each.kind or kind, key=each.key, label=each.label[:200], before=each.before,
            after=each.after, reverts=each.reverts, batch=batch,
        )
        for each in entries if each.before != each.after
    ]  # fmt: skip
    for start in range(0, len(made), CHUNK):
        _insert(made[start : start + CHUNK])
    if made:
        for listener in _listeners:
            listener(made)
    return made


def record_selected(found: str, parameters: Sequence[Any], *, kind: str, batch: UUID, by: User | None) -> int:
    """Write down the changes that a statement finds, as rows of key, label, before and after; how many they were.

    For what is loaded in sets: no change becomes an object, so nobody who listens hears of them one by one. `batch` is
    that of the load, which is told of as a whole.
    """
    into = f"""
        INSERT INTO {Change._meta.db_table} (at, by_id, kind, key, label, before, after, batch)
        SELECT %s, %s, %s, found.key, left(found.label, 200), found.before, found.after, %s FROM ({found}) AS found
    """  # noqa: S608 - the statement of a house, its values are parameters
    with connection.cursor() as cursor:
        cursor.execute(into, [timezone.now(), by.pk if by else None, kind, batch, *parameters])
        return int(cursor.rowcount)


# By lists of values: `bulk_create` would take longer to write the statement, and a load logs each of its rows.
_INSERT = """
INSERT INTO registry_change (at, by_id, kind, batch, key, label, before, after, reverts_id)
SELECT %s::timestamptz, %s::bigint, kind, %s::uuid, key, label, before, after, reverts
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[], %s::bigint[])
       WITH ORDINALITY AS entries (kind, key, label, before, after, reverts, n)
 ORDER BY n RETURNING id
"""


def _insert(made: Sequence[Change]) -> None:
    first = made[0]
    columns = zip(
        *(
            (each.kind, each.key, each.label, _json(each.before), _json(each.after), each.reverts_id)
            for each in made
        ),
        strict=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [first.at, first.by_id, first.batch, *map(list, columns)])
        for each, (id_,) in zip(made, cursor.fetchall(), strict=True):
            each.pk = id_
            each._state.adding = False


def _json(value: Mapping[str, Any] | None) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value is not None else None
