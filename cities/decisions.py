"""Rows of a folder whose cells are judged together: the city's numbers, and what its notices say."""

from collections.abc import Mapping
from typing import Any

from cities import tables
from cities.folder import Folder
from common.refusals import Refused
from common.tables import Problems
from notices.texts import Text, check_text
from registry import cells as fields
from registry.settings import SETTINGS, Value


def check(folder: Folder, problems: Problems) -> None:
    for row in folder.rows(tables.SETTINGS):
        try:
            setting_value(row)
        except ValueError as error:
            problems.add(tables.SETTINGS.file, row.line, "value", str(error))
    for row in folder.rows(tables.NOTICE_TEXTS):
        try:
            notice_words(row)
        except Refused as no:
            for column, sentences in no.errors.items():
                for sentence in sentences:
                    problems.add(tables.NOTICE_TEXTS.file, row.line, column, sentence)


def setting_value(row: Mapping[str, Any] | tables.Record) -> Value:
    """The value in the type of its setting; ValueError with a sentence."""
    setting, cell = SETTINGS[row["name"]], row["value"]
    return setting.checked(fields.yes_or_no(False)(cell) if setting.kind == "bool" else cell)


def setting_cell(value: Value) -> str:
    """How a file says it."""
    if isinstance(value, bool):
        return fields.YES if value else fields.NO
    return str(value)


def notice_words(row: Mapping[str, Any] | tables.Record) -> Text:
    """Title and body fit to store; Refused with the column."""
    return check_text(row["event"], row["title"], row["body"])
