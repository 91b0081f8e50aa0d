"""One move of many cases: started once, done in steps, with an answer for each case.

Every case is moved by `perform` in a transaction of its own, under an id made from the run's and the case's: a step
that was cut off, or two at once, repeats moves that `perform` knows, and never makes one twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.move import perform
from cases.actions.move_context import MoveRequest
from cases.models import BulkRun
from common.refusals import Conflict, Missing, Refused, TooLarge

MOST = 500
STEP = 20
Row = tuple[UUID, str, int]  # id, number and the version seen


def start_bulk(
    *,
    id: UUID,  # noqa: A002
    move: str,
    said: str,
    rows: Sequence[Row],
    back: str = "",
    at: datetime | None = None,
    by: User,
) -> BulkRun:
    """The run of this id, made now or when it was pressed before. Nothing is moved yet.

    Raises TooLarge, Refused (no case), Conflict (the id is another person's).
    """
    if not rows:
        raise Refused(_("Choose at least one case."))
    if len(rows) > MOST:
        raise TooLarge(_("At most %(most)s cases at once.") % {"most": MOST})
    listed = [[str(case_id), number, version] for case_id, number, version in rows]
    made = {"by": by, "move": move, "said": said, "rows": listed, "back": back, "created_at": at or timezone.now()}
    run, __ = BulkRun.objects.get_or_create(id=id, defaults=made)
    if run.by_id != by.pk:
        raise Conflict(_("This id was already used for another move."))
    return run


def step_bulk(*, run_id: UUID, request: MoveRequest, most: int = STEP, at: datetime | None = None, by: User) -> BulkRun:
    """Move the next cases of a run as `request` says (id and version are each row's own); the run with its answers."""
    run = own_run(run_id=run_id, by=by)
    waiting = [row for row in run.rows if row[0] not in run.answers][:most]
    answers = {
        case_id: _answer(UUID(case_id), replace(request, id=uuid5(run.pk, case_id), version=version), at, by)
        for case_id, __, version in waiting
    }
    with transaction.atomic():
        run = BulkRun.objects.select_for_update().get(pk=run.pk)
        moved = {case_id: said for case_id, said in answers.items() if not said}
        # A step beside this one may have answered already. Whoever moved a case knows better than who found it held.
        run.answers = answers | run.answers | moved
        run.save(update_fields=["answers"])
    return run


def own_run(*, run_id: UUID, by: User) -> BulkRun:
    """A person's own run of moves. Raises Missing for one that there is not, or that is somebody else's."""
    run = BulkRun.objects.filter(pk=run_id, by=by).first()
    if run is None:
        raise Missing(_("There is no such run of moves, or it is not yours."))
    return run


def _answer(case_id: UUID, request: MoveRequest, at: datetime | None, by: User) -> str:
    try:
        perform(case_id=case_id, request=request, at=at, by=by)
    except Refused as no:
        return no.message
    return ""
