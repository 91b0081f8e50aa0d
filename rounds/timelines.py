"""What rounds tell on the timeline of a place: that somebody looked, and what was found and deducted."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from places.choices import Result
from places.models import Place
from registry.timelines import Entry, TimelineSource, register
from rounds.models import Finding, FindingState, Stop
from rounds.queries.findings import of_place
from rounds.workflow.stops import StopState


def _stops(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    """Where nobody has been yet nothing is told: the unit would know that somebody comes."""
    seen = Stop.objects.visible_to(user).filter(place=place, looked_at__isnull=False)
    if before is not None:
        seen = seen.filter(looked_at__lt=before)
    return [_stop(stop, place) for stop in seen.select_related("round").order_by("-looked_at", "-pk")[:most]]


def _stop(stop: Stop, place: Place) -> Entry:
    assert stop.looked_at is not None  # by the question above
    return Entry(
        stop.looked_at, stop.round.title, stop.round.get_absolute_url(), _outcome(stop), stop.round.number,
        spot=(place.point.x, place.point.y),
    )  # fmt: skip


def _outcome(stop: Stop) -> str:
    """The result once it is settled; until then the marks that are left of those that were asked."""
    if stop.result:
        return str(Result(stop.result).label)
    if stop.state != StopState.LOOKED_AT or stop.possible is None or stop.lost is None:
        return stop.get_state_display()
    left, possible = stop.possible - stop.lost, stop.possible
    return _("%(left)s of %(possible)s marks") % {
        "left": f"{left.normalize():f}",
        "possible": f"{possible.normalize():f}",
    }


def _findings(user: User, place: Place, before: datetime | None, most: int) -> list[Entry]:
    seen = of_place(user, place)
    if before is not None:
        seen = seen.filter(found_at__lt=before)
    return [_finding(finding) for finding in seen.order_by("-found_at", "-pk")[:most]]


def _finding(of: Finding) -> Entry:
    """A deduction that was taken back is told with the marks that it had cost."""
    point = of.answer.location or of.place.point
    return Entry(
        of.found_at, f"{of.answer.item.text} −{of.lost.normalize():f}", of.get_absolute_url(),
        str(FindingState(of.state).label), of.round.number, spot=(point.x, point.y),
    )  # fmt: skip


for _source in (
    TimelineSource(Place.SUBJECT, "rounds", gettext_lazy("Rounds"), "clipboard-check", 40, _stops),
    TimelineSource(Place.SUBJECT, "findings", gettext_lazy("Findings"), "clipboard-x", 45, _findings),
):
    register(_source)
