"""Who hears of an event, by what and in which words, as a city keeps it.

A row is never changed: the one in force ends and the next begins, so that each change has a hand and a day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from common.refusals import Refused
from notices.events import AUDIENCES, EVENTS
from notices.models import ChannelKind, NoticeRule, NoticeText, Versioned
from notices.texts import LONGEST_BODY, LONGEST_TITLE, check_text
from registry import cells
from registry.cells import Cell
from registry.registers import (
    ChangeRequest,
    Field,
    Key,
    LoggedKind,
    References,
    TableRegister,
    Trouble,
    declare_logged,
)

Row = TypeVar("Row", bound=Versioned)
Data = TypeVar("Data")
EVENT = Field("event", gettext_lazy("Event"), Cell(cells.one_of(EVENTS)), required=True)


@dataclass(frozen=True)
class NoticeRuleData:
    """`media` are by what it is told beside the inbox."""

    told: bool
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeTextData:
    title: str
    body: str


class _Succession(TableRegister[Row, Data]):
    """Without a row the default holds, so to go back to it is to end the row.

    Of two who change the same at once one wins: the table lets one row of a key be in force.
    """

    by_default = True

    def rows(self) -> QuerySet[Row]:
        """What is in force, but of events that no house declares any more."""
        return super().rows().filter(ended_at=None, event__in=EVENTS)

    def write_many(self, requests: Sequence[ChangeRequest], rows: dict[str, Row], by: User | None) -> dict[str, Row]:
        new, now = self.prepare(requests, {}, by), timezone.now()
        fresh = {
            key: row for key, row in new.items() if key not in rows or self.snapshot(row) != self.snapshot(rows[key])
        }
        self._end((rows[key] for key in fresh if key in rows), now)
        for row in fresh.values():
            row.by, row.from_at = by, now
        self.model._default_manager.bulk_create(fresh.values())
        return {key: fresh.get(key) or rows[key] for key in new}

    def _end(self, rows: Iterable[Row], now: datetime) -> None:
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(ended_at=now)

    def delete(self, row: Row, by: User | None) -> None:
        self._end([row], timezone.now())

    def inverse(self, row: Row) -> None:
        return None


class NoticeRules(_Succession[NoticeRule, NoticeRuleData]):
    """Whether an audience hears of an event, and by what."""

    kind, title, plural = "notice_rule", gettext_lazy("Who hears"), gettext_lazy("Who hears of what")
    model, data_class = NoticeRule, NoticeRuleData
    key = Key(
        EVENT,
        Field("audience", gettext_lazy("Audience"), Cell(cells.one_of(AUDIENCES, few=True)), required=True),
        separator="/",
    )
    fields = (
        Field("told", gettext_lazy("Told"), cells.flag(True)),
        Field("media", gettext_lazy("Beside the inbox, by"), cells.some(Medium)),
    )
    file = "notice_rules.csv"

    def rows(self) -> QuerySet[NoticeRule]:
        return super().rows().filter(audience__in=AUDIENCES)

    def name(self, row: NoticeRule) -> str:
        return f"{EVENTS[row.event].title} → {AUDIENCES[row.audience].label}"

    def snapshot(self, row: NoticeRule) -> NoticeRuleData:
        return NoticeRuleData(row.told, tuple(row.media))

    def fill(self, row: NoticeRule, data: NoticeRuleData, references: References) -> None:
        row.told, row.media = data.told, [each for each in Medium.values if data.told and each in data.media]

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, NoticeRuleData]:
        return self.key.text(values), NoticeRuleData(values["told"], values["media"] if values["told"] else ())


class NoticeTexts(_Succession[NoticeText, NoticeTextData]):
    """What a notice says in a language."""

    kind, title, plural = "notice_text", gettext_lazy("Words of a notice"), gettext_lazy("Words of notices")
    model, data_class = NoticeText, NoticeTextData
    key = Key(
        EVENT,
        Field("language", gettext_lazy("Language"), Cell(cells.one_of(dict(settings.LANGUAGES))), required=True),
        separator="/",
    )
    fields = (
        Field("title", gettext_lazy("Title"), cells.words(LONGEST_TITLE), required=True),
        Field("body", gettext_lazy("Text"), cells.words(LONGEST_BODY), required=True),
    )
    file = "notice_texts.csv"

    def name(self, row: NoticeText) -> str:
        return f"{EVENTS[row.event].title} ({row.language})"

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            for field, sentences in _wrong(each).items():
                yield from (Trouble(each, field, sentence) for sentence in sentences)

    def fill(self, row: NoticeText, data: NoticeTextData, references: References) -> None:
        text = check_text(row.event, data.title, data.body)
        row.title, row.body = text.title, text.body


def _wrong(request: ChangeRequest) -> Mapping[str, Sequence[str]]:
    """The sentences of each field that is wrong."""
    try:
        check_text(request.key.partition("/")[0], request.data.title, request.data.body)
    except Refused as no:
        return no.errors
    return {}


NOTICE_RULES, NOTICE_TEXTS = NoticeRules(), NoticeTexts()
declare_logged(
    LoggedKind(
        "channel", gettext_lazy("Channel of notices"),
        (
            Field("name", gettext_lazy("Name"), cells.words(60)),
            Field("kind", gettext_lazy("Kind"), cells.one(ChannelKind)),
            Field("active", gettext_lazy("Active"), cells.flag(True)),
            Field("address", gettext_lazy("Address and secret (fingerprint)"), cells.words(8)),
        ),
    )
)  # fmt: skip
