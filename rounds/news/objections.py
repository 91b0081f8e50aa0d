"""What is told of objections: who decides and who found it hear that one was raised, the unit what became of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import Role
from cases.querysets.scopes import seen_in_parts
from common.moments import local
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from rounds.models import Objection, ObjectionEvent
from rounds.news.units import people_of_units
from rounds.topics import OBJECTION
from rounds.workflow.objections import DISMISS, LAPSE, LATE, MOVES, RAISE, UPHOLD, WARN, WITHDRAW, WORDS

UNIT = Audience("objection_unit", _("Unit that objected"), Objection.SUBJECT)
FINDER = Audience("objection_finder", _("Who found what is objected to"), Objection.SUBJECT)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)


def _event(name: str, kind: NoticeKind, title: object, rules: tuple[Rule, ...], hint: object) -> Event:
    return Event(name, kind, title, Objection.SUBJECT, rules, hint)  # type: ignore[arg-type]


EVENTS: Mapping[str, Event] = {
    RAISE: _event(
        "objection_raised", NoticeKind.WORK, _("A unit objects to a deduction; answer by {due}"),
        (Rule(Role.SUPERVISOR.value, _CALM), Rule(FINDER.name, ())), WORDS[RAISE].label,
    ),
    WARN: _event(
        "objection_due", NoticeKind.CLOCK, _("An objection is still unanswered; it is due on {due}"),
        (Rule(Role.SUPERVISOR.value, _CALM),), WORDS[WARN].label,
    ),
    LATE: _event(
        "objection_late", NoticeKind.CLOCK, _("The answer to an objection is overdue since {due}"),
        (Rule(Role.SUPERVISOR.value, _LOUD), Rule(Role.LEADER.value, _CALM)), WORDS[LATE].label,
    ),
    UPHOLD: _event(
        "objection_upheld", NoticeKind.ANSWER, _("The objection is upheld: the deduction is taken back"),
        (Rule(UNIT.name, _CALM), Rule(FINDER.name, ())), MOVES[UPHOLD].label,
    ),
    DISMISS: _event(
        "objection_dismissed", NoticeKind.ANSWER, _("The objection is dismissed: the deduction stands"),
        (Rule(UNIT.name, _CALM), Rule(FINDER.name, ())), MOVES[DISMISS].label,
    ),
    LAPSE: _event(
        "objection_lapsed", NoticeKind.CLOCK, _("Nobody answered the objection in time: the deduction stands"),
        (Rule(UNIT.name, _CALM), Rule(Role.LEADER.value, _CALM), Rule(Role.SUPERVISOR.value, ())), MOVES[LAPSE].label,
    ),
    WITHDRAW: _event(
        "objection_withdrawn", NoticeKind.END, _("The unit has withdrawn its objection"),
        (Rule(Role.SUPERVISOR.value, ()), Rule(FINDER.name, ())), MOVES[WITHDRAW].label,
    ),
}  # fmt: skip


class ObjectionSubject(NoticeSubject):
    def __init__(self, objection: Objection, user: User) -> None:
        finding = objection.finding
        super().__init__(
            key=str(objection.pk), title=f"{objection.unit}: {finding.place}", label=finding.round.number,
            url=reverse("rounds:objection", args=[objection.pk]), stamp=objection.seq, over=not objection.is_open,
        )  # fmt: skip
        self.objection = objection
        self._user = user

    @property
    def visible(self) -> bool:
        return Objection.objects.visible_to(self._user).filter(pk=self.objection.pk).exists()


class ObjectionKind(SubjectKind[Occasion, ObjectionSubject]):
    name = Objection.SUBJECT
    model = Objection
    body = _("Objection: {title}\nMarks: {marks}\nAnswer due: {due}\nBy: {by}\nNote: {note}")
    facts: Mapping[str, Callable[[ObjectionSubject, Said], str]] = {
        "title": lambda subject, said: subject.title,
        "marks": lambda subject, said: f"{subject.objection.finding.lost.normalize():f}",
        "due": lambda subject, said: date_format(local(subject.objection.due_at), "Y-m-d H:i"),
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        rows = Objection.objects.filter(pk__in=[occasion.key for occasion, __ in heard])
        known = {str(pk): rest for pk, *rest in rows.values_list("pk", "unit", "raised_by", "finding__answer__by")}
        members = people_of_units(unit for unit, *__ in known.values())
        return [self._told(known[occasion.key], members) for occasion, __ in heard]

    @staticmethod
    def _told(of: Sequence[int], members: Mapping[int, list[int]]) -> Mapping[str, Collection[int]]:
        unit, raised_by, finder = of
        return {UNIT.name: {*members[unit], raised_by}, FINDER.name: [finder]}

    def barred(self, occasions: Sequence[Occasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """Who has a part of the city in which the place does not lie."""
        keys = [UUID(occasion.key) for occasion in occasions]
        parts = seen_in_parts(lambda user: Objection.objects.visible_to(user).filter(pk__in=keys), users)
        return [[user for user, seen in parts.items() if key not in seen] for key in keys]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, ObjectionSubject]:
        rows = Objection.objects.filter(pk__in=keys).select_related("unit", "finding__place", "finding__round")
        return {str(row.pk): ObjectionSubject(row, user) for row in rows}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = ObjectionEvent.objects.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def happened(references: Sequence[str]) -> list[Occasion]:
    """The events of these ids, in the order in which they happened."""
    rows = ObjectionEvent.objects.filter(pk__in=[UUID(each) for each in references]).order_by("at", "objection", "seq")
    return [Occasion(str(row.pk), EVENTS[row.move].name, str(row.objection_id), False, row.by_id) for row in rows]


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare(ObjectionKind(), declared=EVENTS.values(), audiences=(UNIT, FINDER), topics={OBJECTION: happened})
