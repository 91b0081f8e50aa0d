"""Who hears of an event and in which words, as administrators keep it: logged, and taken back like everything else.

A row is never changed: the one in force ends and the next begins, so that each change has a hand and a day.
"""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Medium, User
from common.refusals import Missing, Refused
from notices.events import AUDIENCES, EVENTS
from notices.models import NoticeRule, NoticeText
from notices.texts import check_text
from registry.registers import RowRegister

Row = TypeVar("Row", NoticeRule, NoticeText)


@dataclass(frozen=True)
class NoticeRuleWish:
    """`media` are by what it is told beside the inbox."""

    told: bool
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeTextWish:
    title: str
    body: str


class _Succession(Generic[Row]):
    """The key is `event/` and a second column; without a row the default holds, so back to it is a wish of None.

    Two who change the same at once: the unique constraint lets one of them win.
    """

    model: type[Row]
    column: ClassVar[str]

    def find(self, key: str) -> Row | None:
        event, __, second = key.partition("/")
        rows = self.model._default_manager.select_for_update(of=("self",))
        return rows.filter(**{"event": event, self.column: second, "ended_at": None}).first()

    def succeed(self, row: Row | None, new: Row, by: User | None) -> Row:
        new.by, new.from_at = by, timezone.now()
        if row is not None:
            self.delete(row, by)
        new.save(force_insert=True)
        return new

    def delete(self, row: Row, by: User | None) -> None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])

    def inverse(self, row: Row) -> None:
        return None


class NoticeRules(_Succession[NoticeRule], RowRegister[NoticeRule, NoticeRuleWish]):
    """The second column is the audience."""

    kind = "notice_rule"
    wish = NoticeRuleWish
    model = NoticeRule
    column = "audience"

    def snapshot(self, row: NoticeRule) -> NoticeRuleWish:
        return NoticeRuleWish(row.told, tuple(row.media))

    def name(self, row: NoticeRule) -> str:
        audience = AUDIENCES[row.audience].label if row.audience in AUDIENCES else row.audience
        return f"{_title(row.event)} → {audience}"

    def write(self, row: NoticeRule | None, key: str, wish: NoticeRuleWish, by: User | None) -> NoticeRule:
        event, audience = _named(key)
        if audience not in AUDIENCES:
            raise Missing(_("There is no such audience."))
        if unknown := set(wish.media) - set(Medium.values):
            raise Refused(_("There is no such way to tell people: %(what)s.") % {"what": ", ".join(sorted(unknown))})
        media = [medium for medium in Medium.values if wish.told and medium in wish.media]
        return self.succeed(row, NoticeRule(event=event, audience=audience, told=wish.told, media=media), by)


class NoticeTexts(_Succession[NoticeText], RowRegister[NoticeText, NoticeTextWish]):
    """The second column is the language."""

    kind = "notice_text"
    wish = NoticeTextWish
    model = NoticeText
    column = "language"

    def snapshot(self, row: NoticeText) -> NoticeTextWish:
        return NoticeTextWish(row.title, row.body)

    def name(self, row: NoticeText) -> str:
        return f"{_title(row.event)} ({row.language})"

    def write(self, row: NoticeText | None, key: str, wish: NoticeTextWish, by: User | None) -> NoticeText:
        event, language = _named(key)
        if language not in dict(settings.LANGUAGES):
            raise Missing(_("There is no such language."))
        text = check_text(event, wish.title, wish.body)
        new = NoticeText(event=event, language=language, title=text.title, body=text.body)
        return self.succeed(row, new, by)


notice_rule, notice_text = NoticeRules(), NoticeTexts()


def _named(key: str) -> tuple[str, str]:
    """The event, which must be known, and what stands behind it."""
    event, __, second = key.partition("/")
    if event not in EVENTS:
        raise Missing(_("There is no such event."))
    return event, second


def _title(event: str) -> str:
    return str(EVENTS[event].title) if event in EVENTS else event
