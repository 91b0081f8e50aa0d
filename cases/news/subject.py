"""A case as the subject of notices: found for a whole inbox at once, and said only as far as a person may see it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case as If
from django.db.models import F, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Case, CaseEvent, Comment
from cases.news.events import CASE
from cases.news.mentions import COMMENT, comment_of
from cases.news.people import CaseAudience, CaseOccasion, Heard
from cases.permissions import Viewer, cases_seen, first_move, people_with_a_part
from cases.workflow import Move
from common import durations
from common.moments import local
from grids.queries import CITY_VERSION
from notices.subjects import NoticeSubject, Said, SubjectKind


class CaseReader:
    """A person who reads of many cases at one moment; which of them they may see is asked once, if at all."""

    def __init__(self, user: User, keys: Collection[str], version: int | None) -> None:
        self.viewer = Viewer(user, version=version)
        self.now = timezone.now()
        self._keys = keys

    @cached_property
    def visible(self) -> set[UUID]:
        seen = Case.objects.visible_to(self.viewer.user).filter(pk__in=self._keys)
        return set(seen.values_list("pk", flat=True))


class CaseSubject(NoticeSubject):
    """A case that went to somebody else keeps its line and loses its link."""

    template = "cases/inbox_case.html"

    def __init__(self, case: Case, reader: CaseReader) -> None:
        url, title = case.get_absolute_url(), str(case.category)
        super().__init__(key=str(case.pk), title=title, url=url, label=case.number, stamp=case.seq)
        self.case = case
        self._reader = reader

    @property
    def visible(self) -> bool:
        return self.case.pk in self._reader.visible

    @property
    def lamp(self) -> str:
        return self.case.lamp(at=self._reader.now)

    @cached_property
    def move(self) -> Move | None:
        """The next one that this person may make."""
        return first_move(self._reader.viewer, self.case) if self.visible else None

    @property
    def action(self) -> str:
        return str(self.move.label) if self.move else ""

    @property
    def line(self) -> str:
        lost = "" if self.visible else _("Another unit has it now.")
        return " · ".join(part for part in (self.place or str(self.case.street or ""), lost) if part)

    @property
    def hushed(self) -> bool:
        """A case that became private: who does not handle it reads nothing of it any more."""
        return self.case.private and not self.visible

    @property
    def place(self) -> str:
        return "" if self.hushed else self.case.address

    @property
    def working(self) -> timedelta | None:
        """The working time left, where the limit counts in it."""
        return self._reader.viewer.book.working_left(self.case, at=self._reader.now)


def _moment(at: datetime | None) -> str:
    return date_format(local(at), "Y-m-d H:i") if at else ""


class CaseKind(SubjectKind[CaseOccasion, CaseSubject]):
    """Nothing about the reporter is among the facts: mails and robots leave the house."""

    name = CASE
    model = Case
    body = gettext_lazy(
        "Case: {number}\nSubclass: {category}\nPlace: {place}\nUnit: {unit}\nDue: {due}\nBy: {by}\nNote: {note}"
    )
    facts: Mapping[str, Callable[[CaseSubject, Said], str]] = {
        "number": lambda subject, said: subject.case.number,
        "category": lambda subject, said: str(subject.case.category),
        "place": lambda subject, said: subject.place,
        "unit": lambda subject, said: str(subject.case.department or ""),
        "due": lambda subject, said: _moment(subject.case.due_at),
        "limit": lambda subject, said: durations.limit(subject.case.limit_text),
        "state": lambda subject, said: str(subject.case.get_state_display()),
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note or said.detail,
    }

    def people(self, heard: Heard) -> Sequence[Mapping[str, Collection[int]]]:
        return CaseAudience(heard).groups()

    def barred(self, occasions: Sequence[CaseOccasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """Most people of desk and oversight see every case; the others are asked about together."""
        partial = people_with_a_part(users, private=any(occasion.private for occasion in occasions))
        if not partial:
            return super().barred(occasions, users)
        seen = cases_seen({occasion.case for occasion in occasions}, partial)
        return [{user.pk for user in partial if (user.pk, occasion.case) not in seen} for occasion in occasions]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, CaseSubject]:
        related = Case.objects.filter(pk__in=keys).select_related("category", "department", "street")
        cases: QuerySet[Any] = related.defer("street__geom")
        found: list[Case] = list(cases.annotate(city_version=CITY_VERSION))
        reader = CaseReader(user, keys, found[0].city_version or 0 if found else None)
        return {str(case.pk): CaseSubject(case, reader) for case in found}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        """The history and the comments in one query; of a withdrawn comment nothing is said any more."""
        comments = [comment for event in events if (comment := comment_of(event))]
        history = [UUID(event) for event in events if not comment_of(event)]
        rows = _of_history(history)
        rows = rows.union(_of_comments(comments), all=True) if comments else rows
        return {
            f"{prefix}{pk}": Said(name or username or "", note, more or "")
            for prefix, pk, name, username, note, more in rows
        }


def _of_history(events: Collection[UUID]) -> QuerySet[Any, tuple[Any, ...]]:
    rows = CaseEvent.objects.filter(pk__in=events).order_by()
    more = KeyTextTransform("reason", "data")
    return rows.values_list(Value(""), "pk", "by__name", "by__username", "note", more)


def _of_comments(comments: Collection[UUID]) -> QuerySet[Any, tuple[Any, ...]]:
    rows = Comment.objects.filter(pk__in=comments).order_by()
    text = If(When(withdrawn_at=None, then=F("text")), default=Value(""), output_field=TextField())
    return rows.values_list(Value(COMMENT), "pk", "by__name", "by__username", text, Value("", output_field=TextField()))
