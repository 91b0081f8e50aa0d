"""The weekly letter as a notice: who gets it, and what it says.

Nothing of it is kept: whoever opens or is sent it has the week counted anew, so that letter and page say the same.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import Medium, User
from accounts.roles import Role
from common.download import moment
from evaluations.letters.week import WeekLetter
from evaluations.letters.words import listed
from evaluations.models import ToldWeek
from evaluations.queries.weeks import READERS
from evaluations.topics import LETTER
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

WEEK = "week"
HEADS = Audience("week_heads", gettext_lazy("Heads of units, each of the own unit"), WEEK)
_WAYS = (Medium.MAIL, Medium.ROBOT)
TOLD = Event(
    "week_told", NoticeKind.WORD, gettext_lazy("Last week in numbers: {days}"), WEEK,
    (Rule(Role.LEADER.value, _WAYS), Rule(HEADS.name, _WAYS)),
    gettext_lazy("Once a week, at the hour that the settings say."),
)  # fmt: skip


class WeekSubject(NoticeSubject):
    """A week that was told, as one person may see it. The letter is counted when something of it is asked for."""

    def __init__(self, week: ToldWeek, user: User) -> None:
        self.letter = WeekLetter(user, week.monday)
        url = reverse("evaluations:week", args=[week.pk])
        super().__init__(key=str(week.pk), title=self.letter.days, url=url)

    @property
    def visible(self) -> bool:
        return self.letter.part is not None

    @property
    def hushed(self) -> bool:
        return not self.visible

    def headline(self, words: str) -> str:
        return f"{self.letter.about}: {words}" if self.letter.about else words


def _fact(words: Callable[[WeekLetter], str]) -> Callable[[WeekSubject, Said], str]:
    return lambda subject, said: words(subject.letter) if subject.visible else ""


def _link(address: str) -> str:
    """Nothing where nobody knows by which name the city is reached."""
    return f"{settings.SITE_URL}{address}" if settings.SITE_URL and address else ""


class WeekKind(SubjectKind[Occasion, WeekSubject]):
    name = WEEK
    model = ToldWeek
    body = gettext_lazy(
        "Numbers as of: {behind}\nReported: {reported}\nClosed: {closed}\nOn-time rate: {on_time}\n"
        "Overdue at the end of the week: {overdue}\n"
        "Other units of the same kind, on-time rate: {group}\n"
        "More rarely on time than the other units: {units}\nMost overdue: {late_units}\n"
        "More rarely on time than the other subclasses: {classes}\nThese days on the scorecard of the unit: {card}\n"
        "These days on the overview: {overview}"
    )
    facts: Mapping[str, Callable[[WeekSubject, Said], str]] = {
        "days": lambda subject, said: subject.letter.days,
        "behind": _fact(lambda letter: moment(letter.behind)),
        "reported": _fact(lambda letter: letter.reported.words),
        "closed": _fact(lambda letter: letter.closed.words),
        "on_time": _fact(lambda letter: letter.on_time.words),
        "overdue": _fact(lambda letter: letter.overdue.words),
        "group": _fact(lambda letter: letter.group),
        "units": _fact(lambda letter: listed(letter.worst_units)),
        "late_units": _fact(lambda letter: listed(letter.late_units)),
        "classes": _fact(lambda letter: listed(letter.worst_classes)),
        "card": _fact(lambda letter: _link(letter.card)),
        "overview": _fact(lambda letter: _link(letter.overview)),
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        heads = User.objects.filter(role=Role.DEPARTMENT_HEAD, is_active=True, membership__department__active=True)
        found = set(heads.values_list("pk", flat=True))
        return [{HEADS.name: found} for __ in heard]

    def barred(self, occasions: Sequence[Occasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """A group may hold people who see no numbers."""
        strangers = User.objects.filter(pk__in=users).exclude(role__in=READERS)
        found = set(strangers.values_list("pk", flat=True))
        return [found for __ in occasions]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, WeekSubject]:
        return {str(week.pk): WeekSubject(week, user) for week in ToldWeek.objects.filter(pk__in=keys)}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def weeks_over(references: Sequence[str]) -> list[Occasion]:
    weeks = ToldWeek.objects.filter(pk__in=[int(each) for each in references]).order_by("pk")
    return [Occasion(f"{WEEK}:{each.monday}", TOLD.name, str(each.pk), urgent=False, by=None) for each in weeks]


def declare_weeks() -> None:
    """Once, when the houses are ready."""
    declare(WeekKind(), declared=[TOLD], audiences=[HEADS], topics={LETTER: weeks_over})
