"""Supervision 督办: a paper of a house above takes its term over, and from then on that house chases it."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from cases.actions.save import movable
from cases.deadlines import CASES, SUPERVISION
from cases.models import Case, CaseEvent
from cases.queries import whole
from cases.workflow import OPEN, SUPERVISION_ORDER
from common.written import insert, update


def concerns_supervision(case: Case, event: CaseEvent) -> bool:
    """Whether a case under supervision came to another state: it may have ended, or be another unit's."""
    return case.supervised_at is not None and event.from_state != event.to_state


def hand_over_supervision(
    *, case_id: UUID, paper: str, at: datetime | None = None, by: User | None = None, actor: str = ""
) -> bool:
    """Leave the term of a supervision to a paper, named by its number; whether there is a supervision to leave.

    The clock of supervision is put aside, so that nobody is told twice; the marks and lists of the case stay. Another
    supervision begins it anew. Call it inside the transaction that writes the paper: the case is held until its end.
    """
    case = whole(Case.objects.filter(pk=case_id), lock=True)
    if case is None or case.supervised_at is None or case.state not in OPEN:
        return False
    before = movable(case)
    case.supervision_level, case.seq = SUPERVISION.ladder.aside, case.seq + 1
    CASES.schedule(case)
    event = CaseEvent(
        case=case, seq=case.seq, move=SUPERVISION_ORDER, from_state=case.state, to_state=case.state, by=by, actor=actor,
        at=at or timezone.now(), note=paper, data={**case.facts, "paper": paper},
    )  # fmt: skip
    update(case, [column for column, value in movable(case).items() if value != before[column]])
    insert(event)
    return True


def take_supervision_back(*, case_id: UUID) -> None:
    """The paper that held the term of a supervision has ended, and the supervision has not: the case's own clock goes
    on, and says at once what is over. Call it inside a transaction; the case is held until its end."""
    case = whole(Case.objects.filter(pk=case_id), lock=True)
    if case is None or case.supervised_at is None or case.supervision_level != SUPERVISION.ladder.aside:
        return
    before = movable(case)
    case.supervision_level = 0
    CASES.schedule(case)
    update(case, [column for column, value in movable(case).items() if value != before[column]])
