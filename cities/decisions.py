"""Rows of a folder whose cells are judged together: the city's numbers, and what its notices say."""

from collections.abc import Mapping
from typing import Any

from cities import tables
from cities.folder import Folder
from common.refusals import Refused
from common.tables import Problems
from notices.texts import Text, check_text
from registry import folder_schema


def check(folder: Folder, problems: Problems) -> None:
    for row in folder.rows(tables.NOTICE_TEXTS):
        try:
            notice_words(row)
        except Refused as no:
            for column, sentences in no.errors.items():
                for sentence in sentences:
                    problems.add(tables.NOTICE_TEXTS.file, row.line, column, sentence)


def notice_words(row: Mapping[str, Any] | folder_schema.Record) -> Text:
    """Title and body fit to store; Refused with the column."""
    return check_text(row["event"], row["title"], row["body"])
