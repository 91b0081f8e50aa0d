"""A case as one line of a home. Drawn fifty times a page, so made without templates, as the small marks are."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.models import Case
from cases.presenters.rows import CaseRow, Mark
from common.owed import Lamp
from common.templatetags import marks
from registry.homes import home_line

Address = Callable[[Case], str]


def lines_of(
    rows: Iterable[CaseRow], now: datetime, *, units: bool, address: Address = Case.get_absolute_url
) -> list[SafeString]:
    """Each row as a line that leads to `address`; `units` says whose it is, which in a unit's own home nobody asks."""
    return [_line(row, now, units, address(row.case)) for row in rows]


def marks_shown(found: Iterable[Mark]) -> SafeString:
    return _signs(tuple(found))


@lru_cache(maxsize=512)
def _signs(found: tuple[Mark, ...]) -> SafeString:
    signs = ((f" row-mark-{each.tone}" if each.tone else "", marks.icon(each.icon, each.words)) for each in found)
    return format_html_join("", '<span class="row-mark{}">{}</span>', signs)


def _line(row: CaseRow, now: datetime, units: bool, address: str) -> SafeString:
    case = row.case
    return home_line(
        url=address, seen=f"{case.seq}-{row.lamp}-{row.stage_lamp}",
        lamp=marks.lamp(row.stage_lamp if row.lamp == Lamp.GREY else row.lamp, compact=True), what=_what(case),
        place=case.address or case.street or "", marks=marks_shown(row.marks),
        unit=(case.department or "") if units else None, due=_due(row, now), number=case.number,
    )  # fmt: skip


def _what(case: Case) -> SafeString:
    if case.condition is None:
        return format_html("{}", case.category)
    return format_html(
        '{} <span class="quiet"{}>{}</span>', case.category, marks.lang_of(case.condition.text), case.condition.text
    )


def _due(row: CaseRow, now: datetime) -> SafeString:
    """The clock that runs now: that of the fix while it is owed, else that of the stage."""
    case = row.case
    if case.due_at and not case.finished_at:
        return marks.due(case.due_at, now=now, working=row.working)
    return marks.due(case.stage_due_at, now=now) if case.stage_due_at else marks.ago(case.reported_at, now=now)
