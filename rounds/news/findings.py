"""What is told of findings: a unit hears once of each round what is charged to it, and until when it may object; who
found something, that its photo is none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID, uuid5

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from common.moments import local
from evidence.models import Photo, PhotoStatus
from evidence.topics import refused_topic
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from rounds.models import Finding, FindingState
from rounds.news.units import people_of_units
from rounds.topics import FINDING
from rounds.workflow.rounds import HAND_IN, MOVES

UNIT = Audience("finding_unit", _("Unit that is charged"), Finding.SUBJECT)
CHARGED = Event(
    "findings_charged", NoticeKind.WORK, _("A round found {number} faults: {marks} marks are charged to your unit"),
    Finding.SUBJECT, (Rule(UNIT.name, (Medium.MAIL, Medium.ROBOT)),), MOVES[HAND_IN].label,
)  # fmt: skip
FINDER = Audience("finding_finder", _("Who found it"), Finding.SUBJECT)
UNSEEN = Event(
    "finding_photo_refused", NoticeKind.WORK, _("A photo of a deduction can't be used: show it anew, or answer anew"),
    Finding.SUBJECT, (Rule(FINDER.name, (Medium.MAIL, Medium.ROBOT)),), _("A photo can't be used"),
)  # fmt: skip


class FindingSubject(NoticeSubject):
    """The findings of a round that are charged to the unit of this one."""

    def __init__(self, finding: Finding, user: User) -> None:
        url = f"{reverse('rounds:findings')}?round={finding.round.number}"
        super().__init__(key=str(finding.pk), title=finding.round.title, label=finding.round.number, url=url)
        self.finding = finding
        self._user = user

    @property
    def visible(self) -> bool:
        return Finding.objects.visible_to(self._user).filter(pk=self.finding.pk).exists()

    def sums(self) -> tuple[int, Decimal]:
        """How many are charged now, and their marks."""
        charged = Finding.objects.filter(
            round=self.finding.round_id, unit=self.finding.unit_id, state=FindingState.CHARGED
        )
        found = charged.aggregate(number=Count("pk"), marks=Sum("lost"))
        return found["number"], found["marks"] or Decimal(0)


def _until(subject: FindingSubject, said: Said) -> str:
    until = subject.finding.object_until
    return date_format(local(until), "Y-m-d H:i") if until else ""


class FindingKind(SubjectKind[Occasion, FindingSubject]):
    name = Finding.SUBJECT
    model = Finding
    body = _("Round: {title}\nFindings: {number}, marks: {marks}\nObjections until: {until}")
    facts: Mapping[str, Callable[[FindingSubject, Said], str]] = {
        "title": lambda subject, said: subject.title,
        "number": lambda subject, said: str(subject.sums()[0]),
        "marks": lambda subject, said: f"{subject.sums()[1].normalize():f}",
        "until": _until,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        rows = Finding.objects.filter(pk__in=[occasion.key for occasion, __ in heard])
        known = {key: (unit, finder) for key, unit, finder in rows.values_list("pk", "unit", "answer__by")}
        members = people_of_units(unit for unit, __ in known.values())
        return [self._told(*known[int(occasion.key)], members) for occasion, __ in heard]

    @staticmethod
    def _told(unit: int, finder: int, members: Mapping[int, list[int]]) -> Mapping[str, Collection[int]]:
        return {UNIT.name: members[unit], FINDER.name: [finder]}

    def find(self, keys: Collection[str], user: User) -> Mapping[str, FindingSubject]:
        rows = Finding.objects.filter(pk__in=keys).select_related("round")
        return {str(row.pk): FindingSubject(row, user) for row in rows}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def charged(references: Sequence[str]) -> list[Occasion]:
    """One for each unit of a round that was handed in; handed in anew, it is told anew."""
    rows = Finding.objects.filter(pk__in=[int(each) for each in references]).select_related("round").order_by("pk")
    return [Occasion(_event_of(row), CHARGED.name, str(row.pk), False, None) for row in rows]


def _event_of(row: Finding) -> str:
    return str(uuid5(row.round_id, f"charged {row.unit_id} {row.object_until}"))


def unseen(references: Sequence[str]) -> list[Occasion]:
    """A deduction whose photo turned out to be none: who found it hears of it, for it has no proof."""
    photos = Photo.objects.filter(pk__in=[UUID(each) for each in references], subject_kind=Finding.SUBJECT)
    keys = photos.filter(status=PhotoStatus.REFUSED).order_by("uploaded_at", "pk").values_list("pk", "subject_key")
    return [Occasion(str(photo), UNSEEN.name, key, False, None) for photo, key in keys]


def declare_news() -> None:
    """Once, when the houses are ready."""
    topics = {FINDING: charged, refused_topic(Finding.SUBJECT): unseen}
    declare(FindingKind(), declared=(CHARGED, UNSEEN), audiences=(UNIT, FINDER), topics=topics)
