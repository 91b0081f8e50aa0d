"""What notices say. The defaults stand here, in every language; a city's own texts take their place."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Notice, NoticeText
from cases.notices.events import EVENTS
from common import durations
from common.refusals import Refused
from common.text import clean

LONGEST_TITLE, LONGEST_BODY = 120, 2000

# A line whose placeholders all stay empty is left out.
BODY = gettext_lazy(
    "Case: {number}\nSubclass: {category}\nPlace: {place}\nUnit: {unit}\nDue: {due}\nBy: {by}\nNote: {note}"
)


def _due(notice: Notice) -> str:
    due_at = notice.case.due_at
    return date_format(timezone.localtime(due_at), "Y-m-d H:i") if due_at else ""


def _note(notice: Notice) -> str:
    return notice.event.note or str(notice.event.data.get("reason", "")) if notice.event else notice.note


def _by(notice: Notice) -> str:
    by = notice.event.by if notice.event else notice.by
    return str(by or "")


# Nothing about the reporter: mails and robots leave the house.
FACTS: Mapping[str, Callable[[Notice], str]] = {
    "number": lambda notice: notice.case.number,
    "category": lambda notice: str(notice.case.category),
    "place": lambda notice: notice.case.address,
    "unit": lambda notice: str(notice.case.department or ""),
    "due": _due,
    "limit": lambda notice: durations.limit(notice.case.limit_text),
    "state": lambda notice: str(notice.case.get_state_display()),
    "by": _by,
    "note": _note,
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


@dataclass(frozen=True)
class Words:
    """The city's own texts by event and language, read in one query; for all others the defaults speak."""

    own: Mapping[tuple[str, str], Text]

    def title(self, notice: Notice) -> str:
        """In the language that is active."""
        return _filled(self._text(notice.what).title, notice)

    def body(self, notice: Notice) -> str:
        lines = self._text(notice.what).body.split("\n")
        return "\n".join(_filled(line, notice) for line in lines if _says_something(line, notice))

    def _text(self, event: str) -> Text:
        language = "en" if (translation.get_language() or "").startswith("en") else settings.LANGUAGE_CODE
        return self.own.get((event, language)) or default_text(event)


def default_text(event: str) -> Text:
    """In the language that is active."""
    return Text(str(EVENTS[event].title) if event in EVENTS else event, str(BODY))


def words_in_force(events: Iterable[str]) -> Words:
    rows = NoticeText.objects.filter(event__in=set(events), ended_at=None)
    return Words({(row.event, row.language): Text(row.title, row.body) for row in rows})


def _filled(text: str, notice: Notice) -> str:
    return _PLACEHOLDER.sub(lambda found: FACTS[found[1]](notice) if found[1] in FACTS else found[0], text)


def _says_something(line: str, notice: Notice) -> bool:
    names = [name for name in _PLACEHOLDER.findall(line) if name in FACTS]
    return not names or any(FACTS[name](notice) for name in names)


def check_text(title: str, body: str) -> Text:
    """The text fit to store; Refused with the field and a sentence that names what is wrong."""
    errors: dict[str, list[str]] = {}
    made = {
        "title": _checked(title, LONGEST_TITLE, errors, "title"),
        "body": _checked(body, LONGEST_BODY, errors, "body"),
    }
    if errors:
        raise Refused(_("The text was not kept: %(why)s") % {"why": next(iter(errors.values()))[0]}, errors=errors)
    return Text(**made)


def _checked(text: str, longest: int, errors: dict[str, list[str]], name: str) -> str:
    try:
        text = clean(text, max_length=longest, multiline=name == "body")
    except ValueError as error:
        errors[name] = [str(error)]
        return ""
    sentences = [] if text else [_("This is needed.")]
    sentences += [
        _("There is no placeholder {%(name)s}. There are: %(all)s.")
        % {"name": found, "all": " ".join(f"{{{each}}}" for each in FACTS)}
        for found in _PLACEHOLDER.findall(text) if found not in FACTS
    ]  # fmt: skip
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        sentences.append(_("A curly bracket stands alone: a placeholder is written {number}."))
    if sentences:
        errors[name] = sentences
    return text


@dataclass(frozen=True)
class TextRow:
    """One text as an administrator sees it. `own`: the city wrote it (`by` and `since`), else the default."""

    event: str
    language: str
    title: str
    body: str
    own: bool
    by: User | None = None
    since: datetime | None = None


def text_table() -> list[TextRow]:
    """Every event in every language, in one query."""
    rows = {(row.event, row.language): row for row in NoticeText.objects.filter(ended_at=None).select_related("by")}
    found = []
    for event in EVENTS:
        for language, __ in settings.LANGUAGES:
            row = rows.get((event, language))
            with translation.override(language):
                text = default_text(event)
            found.append(
                TextRow(event, language, row.title, row.body, True, row.by, row.from_at)
                if row
                else TextRow(event, language, text.title, text.body, own=False)
            )
    return found
