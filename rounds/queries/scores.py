"""What was answered and what it scores, counted from the answers each time: no sum of it is stored while it moves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

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


def score_of_round(round_id: UUID) -> Score:
    """All its stops together: each weighs as much as it could earn."""
    rows = Answer.objects.current().filter(stop__round=round_id).values_list(*_COLUMNS[1:])
    return score((_said(*row) for row in rows), lines=0)


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


def asked_at(stop: Stop) -> list[Asked]:
    """Every line of the checklist in its order, in two statements."""
    current = Answer.objects.current().filter(stop=stop)
    related = ("by", "finding__unit", "finding__person", "finding__case", "finding__item")
    answers = {answer.item_id: answer for answer in current.select_related(*related)}
    lines = ChecklistLine.objects.filter(version=stop.round.checklist_id).order_by("order", "code")
    return [_asked(line, answers.get(line.pk)) for line in lines]


def _asked(line: ChecklistLine, answer: Answer | None) -> Asked:
    return Asked(line, answer, getattr(answer, "finding", None) if answer is not None else None)


@dataclass(frozen=True, slots=True)
class Loss:
    """What was charged to somebody: how many findings count, their marks, and the marks that were taken back."""

    key: int | None
    findings: int
    lost: Decimal
    taken_back: Decimal


def losses(rounds: Iterable[UUID], *, by: str) -> list[Loss]:
    """Of these rounds by `unit`, `person` or `place`, those who lost most first; one statement.

    A person is charged together with their unit, so the sums by person are parts of those by unit.
    """
    counted = Q(state=FindingState.CHARGED)
    rows = (
        Finding.objects.filter(round__in=list(rounds)).exclude(state=FindingState.CORRECTED).order_by().values(by)
        .annotate(
            findings=Count("pk", filter=counted), lost=Sum("lost", filter=counted),
            taken_back=Sum("lost", filter=Q(state=FindingState.TAKEN_BACK)),
        )
    )  # fmt: skip
    found = [Loss(row[by], row["findings"], row["lost"] or NOTHING, row["taken_back"] or NOTHING) for row in rows]
    return sorted(found, key=lambda loss: (-loss.lost, loss.key or 0))


def walked_by(user_id: int, round_id: UUID) -> bool:
    """Whether this person answered anything at a stop of the round, or looked at one."""
    answered = Answer.objects.filter(stop__round=round_id, by=user_id)
    return answered.exists() or Stop.objects.filter(round=round_id, looked_by=user_id).exists()
