"""Rounds and their stops as pages and the API show them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Missing
from rounds.models import Finding, FindingState, Round, Stop
from rounds.workflow.stops import StopState

_RELATED = ("plan__scheme", "group", "checklist", "handed_in_by")


def _number(rows: QuerySet[Stop] | QuerySet[Finding]) -> Coalesce:
    """How many of these rows the round of the outer query has."""
    counted = rows.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_progress(rounds: QuerySet[Round], user: User | None = None) -> QuerySet[Round]:
    """Rounds with `places`, `seen` (looked at, or given up) and `found` of each in the same statement; where a `user`
    is named, as far as they see them."""
    stops = Stop.objects.all() if user is None else Stop.objects.visible_to(user)
    findings = Finding.objects.all() if user is None else Finding.objects.visible_to(user)
    counting = findings.filter(state=FindingState.CHARGED)
    return rounds.annotate(
        places=_number(stops), seen=_number(stops.exclude(state=StopState.OPEN)), found=_number(counting)
    )


def listed(user: User) -> QuerySet[Round]:
    """The rounds that this person may see, with what a list shows of each."""
    return Round.objects.visible_to(user).select_related("plan", "group")


def round_for(user: User, round_id: UUID) -> Round:
    """One round; Missing (404) if there is none, or it is not theirs."""
    found = Round.objects.visible_to(user).filter(pk=round_id).select_related(*_RELATED).first()
    if found is None:
        raise Missing(_("There is no such round, or it is not yours."))
    return found


def drawn_again(of: Round, user: User) -> tuple[Round | None, list[Round]]:
    """The round in whose place it was drawn and those that were drawn in its own, as far as this person sees them."""
    found = {each.pk: each for each in Round.objects.visible_to(user).filter(Q(pk=of.replaces_id) | Q(replaces=of))}
    earlier = found.pop(of.replaces_id, None) if of.replaces_id is not None else None
    return earlier, sorted(found.values(), key=lambda each: each.attempt)


def stops_of(of: Round, user: User) -> list[Stop]:
    """The stops of a round that this person may see, in the order of the way."""
    rows = Stop.objects.visible_to(user).filter(round=of).select_related("place__kind", "place__unit", "looked_by")
    return list(rows.defer("place__boundary").order_by("order"))


def findings_of(of: Round, user: User) -> list[Finding]:
    """What was found on a round and counts, or counted once, as far as this person may see it."""
    rows = Finding.objects.visible_to(user).filter(round=of).exclude(state=FindingState.CORRECTED)
    related = ("answer__item", "place", "unit", "person", "case", "item")
    return list(rows.select_related(*related).prefetch_related("objections").order_by("found_at", "pk"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is, counted from its stops."""

    places: int
    looked: int
    given_up: int

    @property
    def seen(self) -> int:
        return self.looked + self.given_up

    @property
    def open(self) -> int:
        return self.places - self.seen


def progress_of(stops: list[Stop]) -> Progress:
    states = [stop.state for stop in stops]
    return Progress(len(stops), states.count(StopState.LOOKED_AT), states.count(StopState.COULD_NOT))
