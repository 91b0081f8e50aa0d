"""What was answered and what it scores, counted from the answers each time: no sum of it is stored while it moves."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from rounds.models import Answer, ChecklistLine, Finding, FindingState, Stop
from rounds.scoring import NOTHING, Said, Score, score

_COLUMNS = ("stop_id", "item__marks", "verdict", "lost", "finding__state")


def _said(marks: Decimal, verdict: str, lost: Decimal, finding: str | None) -> Said:
    return Said(marks, verdict, NOTHING if finding == FindingState.TAKEN_BACK else lost)


def scores_of(stops: Collection[int], *, lines: int) -> dict[int, Score]:
    """Of each of these stops of one round, whose checklist has so many lines; one statement."""
    said: dict[int, list[Said]] = defaultdict(list)
    for stop, *rest in Answer.objects.current().filter(stop__in=stops).values_list(*_COLUMNS):
        said[stop].append(_said(*rest))
    return {stop: score(said[stop], lines=lines) for stop in stops}


def score_of(stop: Stop) -> Score:
    """What the stop scores by the answers that stand now."""
    lines = ChecklistLine.objects.filter(version=stop.round.checklist_id).count()
    return scores_of([stop.pk], lines=lines)[stop.pk]


def lines_unanswered(stop: Stop) -> list[ChecklistLine]:
    """The lines that must be answered and are not, in their order."""
    answered = Answer.objects.current().filter(stop=stop).values("item")
    lines = ChecklistLine.objects.filter(version=stop.round.checklist_id, required=True)
    return list(lines.exclude(pk__in=answered).order_by("order", "code"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the checklist at a stop, with the answer that stands."""

    line: ChecklistLine
    answer: Answer | None
    finding: Finding | None

    @property
    def verdict(self) -> str:
        return self.answer.verdict if self.answer is not None else ""


def asked_at(stop: Stop, user: User) -> list[Asked]:
    """Every line of the checklist in its order, with the answers that this person may see; two statements."""
    current = Answer.objects.visible_to(user).current().filter(stop=stop)
    related = ("by", "finding__unit", "finding__person", "finding__case", "finding__item")
    answers = {answer.item_id: answer for answer in current.select_related(*related)}
    lines = ChecklistLine.objects.filter(version=stop.round.checklist_id).order_by("order", "code")
    return [_asked(line, answers.get(line.pk)) for line in lines]


def _asked(line: ChecklistLine, answer: Answer | None) -> Asked:
    return Asked(line, answer, getattr(answer, "finding", None) if answer is not None else None)


def walked_by(user_id: int, round_id: UUID) -> bool:
    """Whether this person answered anything at a stop of the round, or looked at one."""
    answered = Answer.objects.filter(stop__round=round_id, by=user_id)
    return answered.exists() or Stop.objects.filter(round=round_id, looked_by=user_id).exists()
