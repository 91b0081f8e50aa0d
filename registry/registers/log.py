"""The change log is written here, for one change or for a load of a hundred thousand."""

import csv
import io
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
MOST_BY_INSERT = 500

_listeners: list[Listener] = []


def on_change(listener: Listener) -> Listener:
    """Register what is done in the transaction of every change; a higher house may have to count its data anew."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@dataclass(frozen=True)
class Entry:
    """What the log says of one thing: its values before (None: it was not there) and after (None: it is gone)."""

    key: str
    label: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reverts: Change | None = None


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
    """Write down changes of one kind; entries that say the same before and after are left out.

    The changes come back with their ids, but for more than 500 at once: these go in by one COPY.
    """
    now = timezone.now()
    made = [
        Change(
            at=now, by=by, kind=kind, key=each.key, label=each.label[:200], before=each.before, after=each.after,
            reverts=each.reverts, batch=batch,
        )
        for each in entries if each.before != each.after
    ]  # fmt: skip
    if len(made) > MOST_BY_INSERT:
        _copy(made)
    else:
        Change.objects.bulk_create(made)
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


def _copy(made: Sequence[Change]) -> None:
    names = ("at", "by_id", "kind", "key", "label", "before", "after", "reverts_id", "batch")
    file = io.StringIO()
    writer = csv.writer(file)
    for each in made:
        writer.writerow([_cell(getattr(each, name)) for name in names])
    file.seek(0)
    into = f"{Change._meta.db_table} ({', '.join(names)})"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {into} FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (key, label))", file)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
