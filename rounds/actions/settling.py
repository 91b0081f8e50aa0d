"""What a round leaves behind: the time for objections when it is handed in, in the end the results of its places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from cases.rulebook import rulebook
from common.worktime import Limit, LimitUnit
from places.choices import Result, Risk
from places.models import Place
from places.registers import PLACES, PlaceData
from registry.queries import settings_in_force
from registry.registers import ChangeRequest
from rounds.models import Round, Stop
from rounds.workflow.stops import StopState

_LOWER = {Risk.HIGH: Risk.NORMAL, Risk.NORMAL: Risk.LOW, Risk.LOW: Risk.LOW}
HUNDRED = Decimal(100)


def objections_end(at: datetime) -> datetime:
    """Until when units may object to what a round found that is handed in now."""
    days = int(settings_in_force("objection_days")["objection_days"])
    if not days:
        return at
    due = rulebook().due(at, Limit(Decimal(days), LimitUnit.WORK_DAY)).due_at
    assert due is not None  # of a limit in working time
    return due


def result_of(possible: Decimal, lost: Decimal, *, minor_share: int) -> Result:
    """What a place got: in order without any loss, small faults up to so many per cent of its marks."""
    if lost <= 0:
        return Result.GOOD
    return Result.MINOR if lost * HUNDRED <= possible * minor_share else Result.BAD


def risk_after(risk: str, result: Result) -> Risk:
    """A place in order is a step less likely to be drawn, one that is not is among the most likely."""
    if result == Result.GOOD:
        return _LOWER[Risk(risk)]
    return Risk.HIGH if result == Result.BAD else Risk(risk)


def settle_places(of: Round, *, by: User) -> dict[str, Any]:
    """Write what each place got, at its stop and in the archive of places; the sums of the round, in memory.

    Call it in a transaction with the round held. What its event records is returned.
    """
    share = int(settings_in_force("minor_share")["minor_share"])
    stops = list(of.stops.filter(state=StopState.LOOKED_AT).select_related("place").order_by("place"))
    for stop in stops:
        stop.result = result_of(stop.possible or Decimal(0), stop.lost or Decimal(0), minor_share=share)
    Stop.objects.bulk_update(stops, ["result"], batch_size=500)
    of.marks_possible = sum((stop.possible or Decimal(0) for stop in stops), Decimal(0))
    of.marks_lost = sum((stop.lost or Decimal(0) for stop in stops), Decimal(0))
    _tell_archive(stops, by)
    Stop.objects.bulk_update(stops, ["risk_before"], batch_size=500)
    return {"places": len(stops), "possible": str(of.marks_possible), "lost": str(of.marks_lost)}


def judge_anew(stop_id: int, *, by: User) -> None:
    """What a place got when an objection is upheld after its round was settled; the archive is corrected."""
    stop = Stop.objects.select_related("place").get(pk=stop_id)
    share, was = int(settings_in_force("minor_share")["minor_share"]), stop.result
    stop.result = result_of(stop.possible or Decimal(0), stop.lost or Decimal(0), minor_share=share)
    stop.save(update_fields=["result"])
    if was and stop.result != was:
        _correct_archive(stop, Result(was), by)


def _correct_archive(stop: Stop, was: Result, by: User) -> None:
    """What a later look or a person has said of the place since is left as it is."""
    (row,) = PLACES.find_many([stop.place.code]).values()
    if (row.looked_on, row.last_result) != (_day_of(stop), was):
        return
    data, before = replace(PLACES.snapshot(row), last_result=stop.result), stop.risk_before
    if before and row.risk == risk_after(before, was):
        data = replace(data, risk=risk_after(before, Result(stop.result)).value)
    PLACES.save_many([ChangeRequest(PLACES, stop.place.code, data)], planned=True, by=by)


def _tell_archive(stops: Sequence[Stop], by: User) -> None:
    """The archive hears through its register, so that its log says who settled what.

    What a place says is read when it is held, so that a change of somebody else at the same moment is not undone.
    """
    results = {stop.place.code: stop for stop in stops}
    rows = PLACES.find_many(results.keys())
    requests = [
        ChangeRequest(PLACES, code, _after(PLACES.snapshot(row), row, results[code])) for code, row in rows.items()
    ]  # fmt: skip
    PLACES.save_many(requests, planned=True, by=by)


def _after(data: PlaceData, place: Place, stop: Stop) -> PlaceData:
    """A look that is older than the last one changes nothing."""
    day = _day_of(stop)
    if place.looked_on is not None and place.looked_on > day:
        return data
    result, stop.risk_before = Result(stop.result), place.risk
    return replace(data, last_result=result.value, looked_on=day, risk=risk_after(place.risk, result).value)


def _day_of(stop: Stop) -> date:
    return timezone.localdate(stop.looked_at) if stop.looked_at else timezone.localdate()
