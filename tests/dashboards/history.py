"""A few days of cases around a Monday, some late, some closed, for the windows to count."""

from datetime import datetime, timedelta

from cases.actions import MoveRequest, perform
from cases.models import Case
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY


def go(case: Case, move: str, at: datetime, **rest: object) -> Case:
    by = rest.pop("by")
    return perform(case_id=case.pk, request=MoveRequest(move=move, version=case.version, **rest), by=by, at=at)[0]  # type: ignore[arg-type]


def disposed(city: City, at: datetime, *, after: timedelta, code: str = "06010", **rest: object) -> Case:
    """A case of Sanitation that was fixed so long after its report."""
    case = make.dispatched(code, by=city.ines, at=at, **rest)
    proof = make.photo(city.hana, at=at + after)
    return go(case, "dispose", at + after, by=city.hana, photos=(proof.pk,))


def closed(city: City, at: datetime, *, after: timedelta) -> Case:
    case = disposed(city, at, after=after)
    case = go(case, "check", at + after + timedelta(minutes=10), by=city.sven, passed=True, closing_conditions=(1,))
    return go(case, "close", at + after + timedelta(minutes=20), by=city.sven)


def some_days(city: City) -> None:
    """Friday: one closed in time, one fixed late. Monday: one closed, one in check, one rejected, one new; two late."""
    friday = MONDAY - timedelta(days=3)
    closed(city, friday, after=timedelta(hours=1))
    disposed(city, friday, after=timedelta(days=3, hours=2))
    closed(city, MONDAY - timedelta(hours=1), after=timedelta(hours=1))
    disposed(city, MONDAY, after=timedelta(hours=1), at_cell=(1, 0))
    make.dispatched("06010", by=city.ines, at=MONDAY - timedelta(hours=1))
    make.dispatched("01001", by=city.ines, at=MONDAY - timedelta(hours=1), at_cell=(2, 0))
    rejected = make.reported("06010", by=city.ada, at=MONDAY, source="hotline")
    go(rejected, "reject", MONDAY + timedelta(minutes=5), by=city.ada, reason="重复")
    make.reported("06010", by=city.ada, at=MONDAY, source="hotline")
