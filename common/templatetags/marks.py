"""The small marks of the kit: icons, lamps, states, people, times. Drawn many times a page, so made without templates.

They are available in all templates without loading, like the components of `common.templatetags.ui`.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import durations
from common.moments import local

register = Library()

LAMPS = {"green": _("On time"), "yellow": _("Due soon"), "red": _("Overdue"), "grey": _("Clock stands")}
NOTHING = format_html('<span class="nothing">{}</span>', "–")


HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


@register.filter
def lang_of(text: Any) -> SafeString:
    """The attribute that tells a screen reader that a text of the city is Chinese; nothing where it is not."""
    return mark_safe(' lang="zh-Hans"') if HAN.search(str(text)) else mark_safe("")


# --- small marks ------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler icon by name ("bell"); with `label` it speaks, without it is decoration."""
    return _icon(name, str(label))


@lru_cache(maxsize=1024)  # a page draws a hundred, nearly all of them as the page before did
def _icon(name: str, label: str) -> SafeString:
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}" title="{}"></i>', name, label, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def lamp(state: str, word: str = "", compact: bool = False) -> SafeString:
    """A lamp: state green|yellow|red|grey. Always shape, word and colour; `compact` hides the word from the eye."""
    return _lamp(str(state), word or str(LAMPS[state]), compact)


@lru_cache(maxsize=64)
def _lamp(state: str, said: str, compact: bool) -> SafeString:
    if compact:
        return format_html(
            '<span class="lamp lamp-{}" title="{}"><span class="visually-hidden">{}</span></span>', state, said, said
        )
    return format_html('<span class="lamp lamp-{}">{}</span>', state, said)


@register.simple_tag
def case_state(state: str, label: str) -> SafeString:
    """The badge of a case state: the state's name in the workflow and its label in words."""
    return format_html('<span class="state" data-state="{}">{}</span>', state, label)


@register.simple_tag
def grade(letter: str) -> SafeString:
    """A grade A-E as a letter in its colour; an empty grade is a dash."""
    return format_html('<span class="grade grade-{}">{}</span>', letter.lower(), letter) if letter else NOTHING


@register.simple_tag
def count(number: int | None, url: str = "", label: str = "") -> SafeString:
    """A number that leads to its cases; `label` says to readers what is counted."""
    if number is None:
        return NOTHING
    if url:
        return format_html('<a class="count" href="{}" aria-label="{} {}">{}</a>', url, label, number, number)
    return format_html('<span class="count">{}</span>', number)


@register.simple_tag
def person(who: Any, role: bool = False, operator: bool = False) -> SafeString:
    """A user by name (initial in a disc); `role` adds the role. None is the system itself, or its `operator`."""
    if who is None:
        icon, name = ("terminal-2", gettext("Operator")) if operator else ("robot", gettext("System"))
        return format_html(
            '<span class="person person-system"><i class="ti ti-{}" aria-hidden="true"></i>{}</span>', icon, name
        )
    name = str(who)
    after = format_html(' <span class="person-role">{}</span>', who.get_role_display()) if role else ""
    return format_html(
        '<span class="person"><span class="person-disc" aria-hidden="true">{}</span>{}{}</span>', name[:1], name, after
    )


@register.simple_tag
def unit(department: Any, url: str = "") -> SafeString:
    """A unit by name, a link if `url`; None is a dash with "no unit yet" for readers."""
    if department is None:
        return format_html('<span class="nothing" title="{}">–</span>', gettext("No unit yet"))
    words = format_html('<i class="ti ti-building" aria-hidden="true"></i>{}', str(department))
    if url:
        return format_html('<a class="unit" href="{}">{}</a>', url, words)
    return format_html('<span class="unit">{}</span>', words)


@register.simple_tag
def copyable(text: str) -> SafeString:
    """A code that one press copies (a case number, a key)."""
    return format_html(
        '<button type="button" class="copyable" data-copy="{}" title="{}"><code>{}</code>{}</button>',
        text,
        gettext("Copy"),
        text,
        icon("copy"),
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Grey lines where something will come; put it inside an element that loads itself."""
    bars = format_html_join("", '<span class="{}"></span>', [("skeleton-line",)] * lines)
    return format_html(
        '<span class="skeleton" role="status"><span class="visually-hidden">{}</span>{}</span>',
        gettext("Loading"),
        bars,
    )


# --- time -------------------------------------------------------------------------------------------------------------


def exact(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


@register.simple_tag
def moment(at: datetime | date | None) -> SafeString:
    """An exact local time ("2026-03-01 09:30"), or a date."""
    if at is None:
        return NOTHING
    words = exact(at) if isinstance(at, datetime) else date_format(at, "Y-m-d")
    return format_html('<time class="moment" datetime="{}">{}</time>', at.isoformat(), words)


@register.simple_tag
def ago(at: datetime | None, now: datetime | None = None) -> SafeString:
    """How long since, kept fresh by the page; the exact time in the title."""
    if at is None:
        return NOTHING
    words = durations.ago(at, at=now or timezone.now())
    return format_html(
        '<time class="ago" data-ago datetime="{}" title="{}">{}</time>', at.isoformat(), exact(at), words
    )


@register.simple_tag
def due(
    at: datetime | None,
    now: datetime | None = None,
    finished: datetime | None = None,
    working: timedelta | None = None,
    standing: bool = False,
) -> SafeString:
    """A limit: what is left ("due in 1 h 20 min") or how late ("2 d late"), the exact time in the title.

    `working` is what is left of the working time where that clock counts; `finished` makes it an outcome; `standing`
    says that the clock stands. Without `working` the page keeps the words fresh by itself.
    """
    if at is None:
        return format_html('<span class="nothing" title="{}">–</span>', gettext("No limit"))
    now = now or timezone.now()
    live = not (finished or standing or working is not None)
    words = due_words(at, now, finished, working, standing)
    late = is_late(at, now, finished, working) and not standing
    return format_html(
        '<time class="due{}"{} datetime="{}" title="{}">{}</time>',
        " due-late" if late else "",
        SafeString(" data-due") if live else "",
        at.isoformat(),
        exact(at),
        words,
    )


def is_late(at: datetime, now: datetime, finished: datetime | None, working: timedelta | None) -> bool:
    return (finished or now) > at if finished or working is None else working < timedelta(0)


def due_words(at: datetime, now: datetime, finished: datetime | None, working: timedelta | None, standing: bool) -> str:
    if finished:
        return durations.outcome(at, finished)
    if standing:
        return gettext("clock stands")
    return durations.remaining(at, at=now) if working is None else durations.remaining_work(working)
