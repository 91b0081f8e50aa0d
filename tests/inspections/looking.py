"""Cases on their way to somebody who looks, for the tests of visits."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from cases import rulebook
from cases.actions import MoveRequest, perform
from cases.models import Case
from common.subjects import Subject
from inspections.actions import order_look, order_visits
from inspections.models import Visit
from registry.models import SettingValue
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

LATER = MONDAY + timedelta(hours=2)


def go(case: Case, move: str, *, by: User, at: datetime = LATER, **rest: Any) -> Case:
    case.refresh_from_db()
    if move in ("check", "recheck") and rest.get("passed"):
        rest.setdefault("closing_conditions", tuple(range(1, len(case.closing_lines) + 1)))
    return perform(case_id=case.pk, request=MoveRequest(move=move, version=case.version, **rest), by=by, at=at)[0]


def disposed(city: City, *, by: User | None = None, **rest: Any) -> Case:
    """Reported by the acceptor unless said otherwise, so that every inspector may check it."""
    case = make.dispatched("06010", by=by or city.ada, **rest)
    return go(case, "dispose", by=city.hana, photos=(make.photo(city.hana).pk,))


def closed(city: City, **rest: Any) -> Case:
    case = disposed(city, **rest)
    go(case, "check", by=city.ines, passed=True)
    return go(case, "close", by=city.sven)


def verifying(city: City, **rest: Any) -> Case:
    case = make.reported("06010", by=city.ada, source="hotline", **rest)
    return go(case, "order_verification", by=city.ada)


def order(*cases: Case, at: datetime = LATER) -> int:
    with transaction.atomic():  # as the outbox calls it
        return order_visits(ids=[case.pk for case in cases], at=at)


def visit_of(case: Case) -> Visit:
    """The latest visit of a case, as it is in the database."""
    return Visit.objects.filter(case=case).order_by("since", "pk").latest("since")


def setting(name: str, value: Any) -> None:
    SettingValue.objects.update_or_create(name=name, defaults={"value": value})
    rulebook.forget()


def look(city: City, **rest: Any) -> Visit:
    """A visit of what is no case, at a place in the grid of Ines unless said otherwise."""
    said: dict[str, Any] = {
        "subject": Subject("bench", str(uuid.uuid4())), "title": "长椅", "spot": make.middle(0, 0), "at": LATER,
        "by": city.sven,
    } | rest  # fmt: skip
    return order_look(**said)
