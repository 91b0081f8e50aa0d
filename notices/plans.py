"""What is told of planned changes of the set-up: its author hears that one could not be made on its day.

It is on the pages and on the administrators' homes besides; its author may look at neither for weeks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind
from registry.actions import PLAN_FAILED
from registry.models import PlannedChange, PlanState
from registry.tabs import READERS

PLAN = "plan"
AUTHOR = Audience("planner", _("Who planned it"), PLAN)
FAILED = Event(
    "plan_failed", NoticeKind.CLOCK, _("“{label}” could not be changed on {day} as you planned"), PLAN,
    (Rule(AUTHOR.name, (Medium.MAIL, Medium.SMS, Medium.ROBOT)),),
)  # fmt: skip


class PlanSubject(NoticeSubject):
    """A planned change. One that was taken back meanwhile, or made after all, is news no more."""

    def __init__(self, planned: PlannedChange, user: User) -> None:
        over = planned.state != PlanState.FAILED
        super().__init__(key=str(planned.pk), title=planned.label, url=reverse("registry:coming"), over=over)
        self.planned = planned
        self._user = user

    @property
    def visible(self) -> bool:
        return self._user.role in READERS

    def headline(self, words: str) -> str:
        return words  # they name it


class PlanKind(SubjectKind[Occasion, PlanSubject]):
    name = PLAN
    model = PlannedChange
    body = "{why}"
    facts: Mapping[str, Callable[[PlanSubject, Said], str]] = {
        "label": lambda subject, said: subject.planned.label,
        "day": lambda subject, said: str(subject.planned.on),
        "why": lambda subject, said: subject.planned.failure,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        plans = PlannedChange.objects.filter(pk__in=[occasion.key for occasion, __ in heard])
        authors = {str(pk): author for pk, author in plans.values_list("pk", "by")}
        # What a loaded folder planned has no author.
        return [{AUTHOR.name: [pk] if (pk := authors[occasion.key]) else []} for occasion, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, PlanSubject]:
        return {str(each.pk): PlanSubject(each, user) for each in PlannedChange.objects.filter(pk__in=keys)}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def failed(references: Sequence[str]) -> list[Occasion]:
    """The plans of these numbers that are failed still."""
    plans = PlannedChange.objects.filter(pk__in=[int(each) for each in references], state=PlanState.FAILED)
    keys = [str(pk) for pk in plans.order_by("pk").values_list("pk", flat=True)]
    return [Occasion(event=f"{PLAN}:{key}", what=FAILED.name, key=key, urgent=False, by=None) for key in keys]


def declare_plans() -> None:
    """Once, when the houses are ready."""
    declare(PlanKind(), declared=[FAILED], audiences=[AUTHOR], topics={PLAN_FAILED: failed})
