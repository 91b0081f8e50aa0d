"""What a person on the way needs: my rounds, the stops of one in the order of the way, and who can be charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Missing
from departments.models import Department
from rounds.models import ChecklistLine, Round, Stop
from rounds.queries.scores import scores_of
from rounds.querysets.rounds import seen_by
from rounds.scoring import Score
from rounds.workflow.rounds import OWED, RoundState
from rounds.workflow.stops import StopState

LATELY = (RoundState.HANDED_IN,)
_PLACE = ("place__kind", "place__unit")
_OUTLINES = ("place__boundary",)


def my_rounds(user: User, *, at: datetime) -> "QuerySet[Round]":
    """The rounds that this person walks: those under way and to come, the first due first; then what is handed in.

    Each with how many stops it has and how many of them are open. A round whose places are not drawn yet has none.
    """
    mine = Round.objects.visible_to(user).walked_by(user, at).filter(state__in=(*OWED, *LATELY))
    counted = mine.annotate(
        number_of_stops=Count("stops"), open_stops=Count("stops", filter=Q(stops__state=StopState.OPEN))
    )
    return counted.select_related("group").order_by("due_at", "pk")


def round_for(user: User, round_id: UUID, *, whole: bool = False) -> Round:
    """One round that this person sees (`whole`: all of it); Missing (404) if there is none."""
    seen = Round.objects.visible_to(user).filter(seen_by(user) if whole else Q(), pk=round_id)
    if (found := seen.select_related("group", "checklist").first()) is None:
        raise Missing(_("There is no such round, or it is not yours."))
    return found


def stop_for(user: User, round_id: UUID, stop_id: int, *, whole: bool = False) -> Stop:
    """One stop of a round that this person sees (`whole`: all of it); Missing (404) if there is none."""
    theirs = seen_by(user, "round__") if whole else Q()
    seen = Stop.objects.visible_to(user).filter(theirs, pk=stop_id, round=round_id)
    related = ("round__group", "round__checklist", "looked_by", *_PLACE)
    if (found := seen.select_related(*related).defer(*_OUTLINES).first()) is None:
        raise Missing(_("There is no such stop, or it is not yours."))
    return found


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A stop with what it scores so far."""

    stop: Stop
    score: Score


def way_of(of: Round) -> list[OnTheWay]:
    """Its stops in the order in which they are walked, in three statements."""
    stops = list(of.stops.select_related("looked_by", *_PLACE).defer(*_OUTLINES).order_by("order"))
    lines = ChecklistLine.objects.filter(version=of.checklist_id).count()
    scores = scores_of([stop.pk for stop in stops], lines=lines)
    return [OnTheWay(stop, scores[stop.pk]) for stop in stops]


def together(way: Sequence[OnTheWay]) -> Score:
    return sum((each.score for each in way), Score())


def people_of(unit: Department) -> "QuerySet[User]":
    """Who can be charged by name: who works in the unit or in one below it."""
    members = User.objects.filter(is_active=True, membership__department__in=unit.below)
    return members.order_by("name", "pk")
