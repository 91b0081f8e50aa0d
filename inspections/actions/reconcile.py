"""Brings visits in line with the histories of their cases, whatever messages came, late, twice or not at all."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from cases.models import Case
from cases.rulebook import Rulebook
from inspections.actions.advance import MOVED, advance, ordered
from inspections.models import Visit, VisitEvent
from inspections.queries import steps_of
from inspections.workflow import AUTO_DO, DROP, MOVES, Kind, VisitOccasion, occasions

ACTOR = "visits"


def lock_cases(ids: Sequence[UUID], *, skip_locked: bool = False) -> list[Case]:
    """The cases, held: who changes the visits of a case holds its lock, and always in this order."""
    cases = Case.objects.select_for_update(of=("self",), skip_locked=skip_locked).filter(pk__in=set(ids))
    return list(cases.select_related("condition").order_by("pk"))


def reconcile(cases: Sequence[Case], *, at: datetime, book: Rulebook, history: list[VisitEvent]) -> list[Visit]:
    """End the visits that are done or needless, write those that are asked for; all live ones, with their cases.

    What happened is appended to `history`, for the caller to keep with what follows.
    """
    histories = steps_of([case.pk for case in cases])
    known: dict[UUID, dict[tuple[str, int], Visit]] = defaultdict(dict)
    for visit in Visit.objects.filter(case__in=[case.pk for case in cases]):
        assert visit.case_id is not None
        known[visit.case_id][visit.kind, visit.since] = visit
    ended: list[Visit] = []
    fresh: list[Visit] = []
    for case in cases:
        asked = occasions(histories[case.pk])
        ended += _end(asked, known[case.pk], at, book, history)
        fresh += [
            new for occasion in asked[-1:] if (new := _order(case, occasion, known[case.pk], at, book)) is not None
        ]
    if ended:
        Visit.objects.bulk_update(ended, MOVED)
    Visit.objects.bulk_create(fresh)
    history += [ordered(visit, actor=ACTOR, data={"kind": visit.kind, "since": visit.since}) for visit in fresh]
    return _live(cases, known, fresh)


def _end(
    asked: Sequence[VisitOccasion],
    known: dict[tuple[str, int], Visit],
    at: datetime,
    book: Rulebook,
    history: list[VisitEvent],
) -> list[Visit]:
    ended = []
    for occasion in asked:
        visit = known.get((occasion.kind, occasion.since))
        if occasion.end is None or visit is None or not visit.is_live:
            continue
        end = occasion.end
        if occasion.done:
            move, when, who, passed = MOVES[AUTO_DO], end.at, end.by, end.passed
        else:
            move, when, who, passed = MOVES[DROP], at, None, None
        history.append(advance(visit, move, at=when, book=book, actor=ACTOR, done_by=who, passed=passed))
        ended.append(visit)
    return ended


def _order(
    case: Case, occasion: VisitOccasion, known: dict[tuple[str, int], Visit], at: datetime, book: Rulebook
) -> Visit | None:
    if occasion.end is not None or (occasion.kind, occasion.since) in known:
        return None
    if occasion.kind == Kind.RECHECK and not drawn(case.pk, float(book.settings["recheck_share"])):
        return None
    return Visit(case=case, kind=occasion.kind, since=occasion.since, ordered_at=at)


def drawn(case: UUID, share: float) -> bool:
    """Whether chance wants a case looked at again: always the same answer, which who made the id can't foresee."""
    chance = int.from_bytes(salted_hmac("inspections.recheck", str(case)).digest()[:8], "big") / 2**64
    return chance < share


def _live(
    cases: Sequence[Case], known: dict[UUID, dict[tuple[str, int], Visit]], fresh: Sequence[Visit]
) -> list[Visit]:
    by_id = {case.pk: case for case in cases}
    live = [visit for visits in known.values() for visit in visits.values() if visit.is_live]
    for visit in live:
        assert visit.case_id is not None
        visit.case = by_id[visit.case_id]
    return [*live, *fresh]
