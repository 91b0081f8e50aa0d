"""What a folder decides about the way of cases: limits of stages, intake of sources, the city's numbers and notices."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalogue.models import IntakePolicy, StageLimit
from cities import decisions, tables
from cities.folder import Folder
from cities.tables import Record, Table
from notices.models import NoticeRule, NoticeText
from registry.models import SettingValue

Values = dict[str, Any]


def write_ways(folder: Folder) -> None:
    _write(folder, StageLimit, tables.STAGES, lambda row: {"value": row["value"], "unit": row["unit"]})
    _write(folder, IntakePolicy, tables.SOURCES, lambda row: {"intake": row["road"]})
    _write(folder, SettingValue, tables.SETTINGS, lambda row: {"value": decisions.setting_value(row)})
    now = timezone.now()
    _succeed(folder, NoticeRule, tables.NOTICE_RULES, _told, now)
    _succeed(folder, NoticeText, tables.NOTICE_TEXTS, lambda row: asdict(decisions.notice_words(row)), now)


def _told(row: Record) -> Values:
    return {"told": row["told"], "media": list(row["media"]) if row["told"] else []}


def _write(folder: Folder, model: Any, table: Table, values: Callable[[Record], Values]) -> None:
    """Rows in place; a complete file takes away what it does not list, as the page of it would."""
    rows = [(_key(table, row), values(row)) for row in folder.rows(table)]
    if rows:
        model.objects.bulk_create(
            [model(**dict(zip(table.key, key, strict=True)), **said) for key, said in rows],
            update_conflicts=True, unique_fields=table.key, update_fields=[*rows[0][1]],
        )  # fmt: skip
    if folder.is_complete(table):
        listed = {key for key, __ in rows}
        absent = [row.pk for row in model.objects.all() if _key_of(table, row) not in listed]
        model.objects.filter(pk__in=absent).delete()


def _succeed(folder: Folder, model: Any, table: Table, values: Callable[[Record], Values], now: datetime) -> None:
    """What says something else than the row in force ends it and begins; nothing is changed or deleted."""
    standing = {_key_of(table, row): row for row in model.objects.select_for_update().filter(ended_at=None)}
    wished = {_key(table, row): values(row) for row in folder.rows(table)}
    fresh = {key: said for key, said in wished.items() if not _says(standing.get(key), said)}
    over = {key for key in standing if key in fresh or (folder.is_complete(table) and key not in wished)}
    model.objects.filter(pk__in=[standing[key].pk for key in over]).update(ended_at=now)
    model.objects.bulk_create(
        [model(**dict(zip(table.key, key, strict=True)), **said, from_at=now) for key, said in fresh.items()]
    )


def _says(row: Any, said: Mapping[str, Any]) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in said.items())


def _key(table: Table, row: Record) -> tuple[str, ...]:
    return tuple(row[column] for column in table.key)


def _key_of(table: Table, row: Any) -> tuple[str, ...]:
    return tuple(getattr(row, column) for column in table.key)
