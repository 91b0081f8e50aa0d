"""What is told of visits of what is no case; who is told of a case's visit stands with the news of cases."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import Role
from common.moments import local
from inspections.models import Visit, VisitEvent
from inspections.topics import TOLD
from inspections.workflow import AUTO_GIVE, CANCEL, DO, EXPIRE, GIVE, MOVES, ORDER, PASS_ON, PHOTO_REFUSED, WORDS
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

WALKER = Audience("visit_inspector", _("Inspector who is sent"), Visit.SUBJECT)
ORDERER = Audience("visit_orderer", _("Who asked for the visit"), Visit.SUBJECT)
SENDER = Audience("visit_photo_sender", _("Who sent the photo"), Visit.SUBJECT)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)
GIVEN = Event(
    "visit_given", NoticeKind.WORK, _("Go and look"), Visit.SUBJECT, (Rule(WALKER.name, _LOUD),), MOVES[GIVE].label
)
NOBODY = Event(
    "visit_nobody", NoticeKind.CLOCK, _("Nobody is there to go and look"), Visit.SUBJECT,
    (Rule(Role.SHIFT_LEADER.value, _CALM), Rule(ORDERER.name, ())), MOVES[EXPIRE].label,
)  # fmt: skip
DONE = Event(
    "visit_done", NoticeKind.END, _("Looked at: {result}"), Visit.SUBJECT, (Rule(ORDERER.name, _CALM),), MOVES[DO].label
)
CANCELLED = Event(
    "visit_cancelled", NoticeKind.END, _("The visit is not needed any more"), Visit.SUBJECT,
    (Rule(WALKER.name, _CALM),), MOVES[CANCEL].label,
)  # fmt: skip
UNSEEN = Event(
    "visit_photo_refused", NoticeKind.WORK, _("A photo that you sent can't be used"), Visit.SUBJECT,
    (Rule(SENDER.name, _CALM),), WORDS[PHOTO_REFUSED].label,
)  # fmt: skip
EVENTS = (GIVEN, NOBODY, DONE, CANCELLED, UNSEEN)
_OF_MOVE: Mapping[str, Event] = {
    GIVE: GIVEN, AUTO_GIVE: GIVEN, PASS_ON: GIVEN, EXPIRE: NOBODY, DO: DONE, CANCEL: CANCELLED,
    PHOTO_REFUSED: UNSEEN,
}  # fmt: skip


def is_told(event: VisitEvent) -> bool:
    """Whether people hear of what happened to a visit; asked before the event is saved."""
    return event.visit.case_id is None and event.move in _OF_MOVE


class VisitSubject(NoticeSubject):
    """Who was sent and does not see the visit any more keeps the line and loses the link."""

    def __init__(self, visit: Visit, user: User) -> None:
        url = reverse("inspections:visit", args=[visit.pk])
        super().__init__(key=str(visit.pk), title=visit.title, url=url, stamp=visit.seq)
        self.visit = visit
        self._user = user

    @cached_property
    def _seen(self) -> bool:
        return Visit.objects.visible_to(self._user).filter(pk=self.visit.pk).exists()

    @property
    def visible(self) -> bool:
        return self._seen

    @property
    def line(self) -> str:
        return str(self.visit.duty_grid or "")


def _due(subject: VisitSubject, said: Said) -> str:
    due = subject.visit.due_at
    return date_format(local(due), "Y-m-d H:i") if due else ""


def _result(subject: VisitSubject, said: Said) -> str:
    passed = subject.visit.passed
    return "" if passed is None else MOVES[DO].verdict.said(passed)


def _somebody(person: int | None) -> list[int]:
    return [] if person is None else [person]


class VisitKind(SubjectKind[Occasion, VisitSubject]):
    name = Visit.SUBJECT
    model = Visit
    body = _("What: {title}\nPlace: {place}\nDue: {due}\nBy: {by}\nNote: {note}")
    facts: Mapping[str, Callable[[VisitSubject, Said], str]] = {
        "title": lambda subject, said: subject.title,
        "place": lambda subject, said: subject.line,
        "due": _due,
        "result": _result,
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        """Who was sent stands in the event: by now it may be somebody else."""
        events = VisitEvent.objects.in_bulk([UUID(occasion.event) for occasion, __ in heard])
        first = VisitEvent.objects.filter(visit__in=[occasion.key for occasion, __ in heard], move=ORDER)
        orderers = dict(first.values_list("visit_id", "by_id"))
        return [
            {
                WALKER.name: _somebody(events[UUID(occasion.event)].data.get("inspector")),
                ORDERER.name: _somebody(orderers.get(int(occasion.key))),
                SENDER.name: _somebody(events[UUID(occasion.event)].data.get("sender")),
            }
            for occasion, __ in heard
        ]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, VisitSubject]:
        visits = Visit.objects.filter(pk__in=keys).select_related("duty_grid")
        return {str(visit.pk): VisitSubject(visit, user) for visit in visits}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = VisitEvent.objects.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def happened(references: Sequence[str]) -> list[Occasion]:
    """The events of these ids, in the order in which they happened."""
    rows = VisitEvent.objects.filter(pk__in=[UUID(each) for each in references]).order_by("at", "visit", "seq")
    return [Occasion(str(row.pk), _event_of(row).name, str(row.visit_id), False, row.by_id) for row in rows]


def _event_of(row: VisitEvent) -> Event:
    """Taken from one for whom nobody else is there, it is news to the desk and to nobody who walks."""
    return NOBODY if row.move == PASS_ON and row.data.get("inspector") is None else _OF_MOVE[row.move]


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare(VisitKind(), declared=EVENTS, audiences=(WALKER, ORDERER, SENDER), topics={TOLD: happened})
