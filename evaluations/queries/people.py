"""A person's own numbers: of an inspector what was reported, of a member of a unit what was assigned to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import UNIT, Role
from cases.models import Case
from cases.querysets.lateness import OWES_NOTHING, late, overdue_at
from cases.workflow import OWED
from catalogue.choices import Source, Stage
from common.refusals import Missing
from departments.models import Membership
from departments.queries import units_of
from evaluations.dictionary import measures as counts
from evaluations.dictionary.cuts import PERSON
from evaluations.dictionary.measures import Filters, spanning, within
from evaluations.periods import Period
from evaluations.queries.answers import Counted, Numbers, answers, numbers_of
from evaluations.queries.questions import Among, By, Part, Question, cases_url
from evaluations.queries.readers import LEAST_TOGETHER, city_reader, whole_reader
from evaluations.queries.scorecards import Step, months_until, summed

LEAD_INSPECTORS = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR, Role.LEADER})
MEASURES = (
    counts.REPORTED, counts.VALID, counts.FILED, counts.FILED_VOID, counts.DISPATCHED, counts.RETURNED, counts.CLOSED,
    counts.REOPENED,
)  # fmt: skip
OF_MONTHS = (counts.REPORTED, counts.VALID)


def person_of(viewer: User, username: str) -> User:
    """Themselves, and whom they lead: shift leaders, supervisors and leaders the inspectors, heads and leaders the
    members of units. Raises Missing for everybody else, as if nobody were called so."""
    if username == viewer.username:
        return viewer
    person = User.objects.filter(username=username).first() if "\x00" not in username else None
    if person is None or not _leads(viewer, person):
        raise Missing(_("There is nobody of this name whose numbers you may read."))
    return person


def _leads(viewer: User, person: User) -> bool:
    if person.role == Role.INSPECTOR:
        return viewer.role in LEAD_INSPECTORS
    if person.role not in UNIT:
        return False
    if viewer.role == Role.LEADER:
        return True
    own = Membership.objects.filter(user=person, department__in=units_of(viewer))
    return viewer.role == Role.DEPARTMENT_HEAD and own.exists()


@dataclass(frozen=True)
class Walker:
    """An inspector beside all others, summed; without any numbers of theirs where these would be those of one."""

    question: Question
    own: Numbers
    group: Numbers
    months: Sequence[Step]
    counted: Counted


def walker(viewer: User, person: User, period: Period) -> Walker:
    """Two statements at most, and one for who else walks."""
    own = Part(among=Among(PERSON, (person.pk,), (("reporter", person.username), ("source", Source.INSPECTOR.value))))
    keys = User.objects.filter(role=Role.INSPECTOR).exclude(pk=person.pk).order_by("pk").values_list("pk", flat=True)
    others = Part(among=Among(PERSON, tuple(keys) or (0,)))
    itself = viewer.pk == person.pk
    reader, others_reader = (whole_reader(), city_reader()) if itself else (viewer, viewer)
    question = Question(period.days, MEASURES, part=own)
    months = [Question(days, OF_MONTHS, part=own) for days in months_until(period.days)]
    found, *by_month = answers(reader, [question, *months])
    (group,) = answers(others_reader, [Question(period.days, MEASURES, by=By.INSPECTOR, part=others)])
    told = not itself or len(group.rows) >= LEAST_TOGETHER
    return Walker(
        question, numbers_of(found), summed(group) if told else {},
        [Step(each.days, numbers_of(answer), {}) for each, answer in zip(months, by_month, strict=True)], found.counted,
    )  # fmt: skip


@dataclass(frozen=True)
class Assigned:
    """How many of what was assigned to a person, and their list."""

    number: int
    url: str


def assigned(viewer: User, person: User, period: Period) -> Mapping[str, Assigned]:
    """What lies with a member of a unit now, and what of the assigned was disposed of in the period, as the viewer may
    see it. One statement, by the index of who has what."""
    days = period.days
    done = within("finished_at", days.all) & ~Q(state__in=OWES_NOTHING)
    finished: Filters = {**spanning("finished", days.all), "owes": "true"}
    asked: Mapping[str, tuple[Q, Filters]] = {
        "owed": (Q(state__in=OWED), {"stage": Stage.DISPOSE.value}),
        "overdue": (overdue_at(days.at), counts.OVERDUE.chosen),
        "disposed": (done, finished),
        "late": (done & late(), {**finished, "was_late": "true"}),
        "reworked": (done & Q(rework_count__gte=1), {**finished, "reworks": "1"}),
    }
    cases = Case.objects.visible_to(viewer).filter(assignee=person, assignee__isnull=False).order_by()
    numbers = cases.aggregate(**{name: Count("pk", filter=condition) for name, (condition, __) in asked.items()})
    return {
        name: Assigned(numbers[name], cases_url(chosen, assignee=person.username))
        for name, (__, chosen) in asked.items()
    }
