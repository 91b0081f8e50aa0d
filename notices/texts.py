"""What notices say. The houses' own texts stand with their events, in every language; a city's take their place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Refused
from common.text import clean
from notices.events import EVENTS
from notices.models import NoticeText
from notices.subjects import KINDS, NoticeEntry

LONGEST_TITLE, LONGEST_BODY = 120, 2000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


@dataclass(frozen=True)
class TextsInForce:
    """The city's own texts by event and language, read in one query; for all others the defaults speak."""

    own: Mapping[tuple[str, str], Text]

    def title(self, entry: NoticeEntry) -> str:
        """In the language that is active."""
        return _filled(self._text(entry.notice.what).title, entry)

    def body(self, entry: NoticeEntry) -> str:
        """In the language that is active; a line whose placeholders all stay empty is left out."""
        lines = self._text(entry.notice.what).body.split("\n")
        return "\n".join(_filled(line, entry) for line in lines if _says_something(line, entry))

    def _text(self, event: str) -> Text:
        language = "en" if (translation.get_language() or "").startswith("en") else settings.LANGUAGE_CODE
        return self.own.get((event, language)) or default_text(event)


def default_text(event: str) -> Text:
    """In the language that is active."""
    if event not in EVENTS:
        return Text(event, "")
    return Text(str(EVENTS[event].title), str(KINDS[EVENTS[event].subject].body))


def placeholders(event: str) -> list[str]:
    """What a text about this event may name."""
    return [*KINDS[EVENTS[event].subject].facts]


def texts_in_force(events: Iterable[str]) -> TextsInForce:
    rows = NoticeText.objects.filter(event__in=set(events), ended_at=None)
    return TextsInForce({(row.event, row.language): Text(row.title, row.body) for row in rows})


def _filled(text: str, entry: NoticeEntry) -> str:
    def fact(found: re.Match[str]) -> str:
        said = entry.fact(found[1])
        return found[0] if said is None else said

    return _PLACEHOLDER.sub(fact, text)


def _says_something(line: str, entry: NoticeEntry) -> bool:
    facts = [entry.fact(name) for name in _PLACEHOLDER.findall(line)]
    known = [fact for fact in facts if fact is not None]
    return not known or any(known)


def check_text(event: str, title: str, body: str) -> Text:
    """The text fit to store; Refused with the field and a sentence that names what is wrong."""
    errors: dict[str, list[str]] = {}
    names = placeholders(event)
    made = {
        "title": _checked(title, LONGEST_TITLE, names, errors, "title"),
        "body": _checked(body, LONGEST_BODY, names, errors, "body"),
    }
    if errors:
        raise Refused(_("The text was not kept: %(why)s") % {"why": next(iter(errors.values()))[0]}, errors=errors)
    return Text(**made)


def _checked(text: str, longest: int, names: list[str], errors: dict[str, list[str]], field: str) -> str:
    try:
        text = clean(text, max_length=longest, multiline=field == "body")
    except ValueError as error:
        errors[field] = [str(error)]
        return ""
    sentences = [] if text else [_("This is needed.")]
    sentences += [_unknown(found, names) for found in _PLACEHOLDER.findall(text) if found not in names]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        sentences.append(_("A curly bracket stands alone: a placeholder is written {number}."))
    if sentences:
        errors[field] = sentences
    return text


def _unknown(name: str, names: list[str]) -> str:
    sentence = _("There is no placeholder {%(name)s}. There are: %(all)s.")
    return sentence % {"name": name, "all": " ".join(f"{{{each}}}" for each in names)}


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
