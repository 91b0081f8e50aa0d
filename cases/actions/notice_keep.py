"""Who hears of an event and in which words, as administrators keep it: logged, and taken back like everything else."""

from dataclasses import dataclass

from accounts.models import User
from cases.actions.notice_setup import reset_notice_rule, reset_notice_text, set_notice_rule, set_notice_text
from cases.models import NoticeRule, NoticeText
from cases.notices import EVENTS, Audience
from registry.registers import RowRegister


@dataclass(frozen=True)
class NoticeRuleWish:
    """`media` are by what it is told beside the inbox."""

    told: bool
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeTextWish:
    title: str
    body: str


class NoticeRules(RowRegister[NoticeRule, NoticeRuleWish]):
    """The key is `event/audience`; without a row the default holds, so back to it is a wish of None."""

    kind = "notice_rule"
    wish = NoticeRuleWish

    def find(self, key: str) -> NoticeRule | None:
        event, __, audience = key.partition("/")
        rows = NoticeRule.objects.select_for_update(of=("self",))
        return rows.filter(event=event, audience=audience, ended_at=None).first()

    def snapshot(self, row: NoticeRule) -> NoticeRuleWish:
        return NoticeRuleWish(row.told, tuple(row.media))

    def name(self, row: NoticeRule) -> str:
        audience = Audience(row.audience).label if row.audience in Audience.values else row.audience
        return f"{_title(row.event)} → {audience}"

    def write(self, row: NoticeRule | None, key: str, wish: NoticeRuleWish, by: User) -> NoticeRule:
        event, __, audience = key.partition("/")
        return set_notice_rule(event=event, audience=audience, told=wish.told, media=wish.media, by=by)

    def delete(self, row: NoticeRule, by: User) -> None:
        reset_notice_rule(event=row.event, audience=row.audience, by=by)

    def inverse(self, row: NoticeRule) -> None:
        return None


class NoticeTexts(RowRegister[NoticeText, NoticeTextWish]):
    """The key is `event/language`; without a row the default speaks."""

    kind = "notice_text"
    wish = NoticeTextWish

    def find(self, key: str) -> NoticeText | None:
        event, __, language = key.partition("/")
        rows = NoticeText.objects.select_for_update(of=("self",))
        return rows.filter(event=event, language=language, ended_at=None).first()

    def snapshot(self, row: NoticeText) -> NoticeTextWish:
        return NoticeTextWish(row.title, row.body)

    def name(self, row: NoticeText) -> str:
        return f"{_title(row.event)} ({row.language})"

    def write(self, row: NoticeText | None, key: str, wish: NoticeTextWish, by: User) -> NoticeText:
        event, __, language = key.partition("/")
        return set_notice_text(event=event, language=language, title=wish.title, body=wish.body, by=by)

    def delete(self, row: NoticeText, by: User) -> None:
        reset_notice_text(event=row.event, language=row.language, by=by)

    def inverse(self, row: NoticeText) -> None:
        return None


notice_rule, notice_text = NoticeRules(), NoticeTexts()


def _title(event: str) -> str:
    return str(EVENTS[event].title) if event in EVENTS else event
