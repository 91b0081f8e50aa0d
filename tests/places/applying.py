"""An application for a permit, as a test sends it, and what becomes of it."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from places.actions import Application, PermitRequest, apply_for_permit, move_permit
from places.models import Permit
from tests import factories as make
from tests.cast import City


def application(**rest: Any) -> Application:
    """To stand in the first unit grid for ten days from today."""
    lng, lat = make.middle(0, 0)
    today = timezone.localdate()
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "kind": "occupy", "holder": "老王早餐", "purpose": "早餐摊位", "unit": "sanitation",
        "starts_on": today, "ends_on": today + timedelta(days=10), "lng": lng, "lat": lat,
    }  # fmt: skip
    return Application(**said | rest)


def applied(city: City, **rest: Any) -> Permit:
    return apply_for_permit(application=application(**rest), by=city.sven)[0]


def do(permit: Permit, move: str, by: User, **rest: Any) -> Permit:
    version = Permit.objects.get(pk=permit.pk).version
    return move_permit(permit_id=permit.pk, request=PermitRequest(move, version, uuid.uuid4(), **rest), by=by)[0]


def in_force(city: City, **rest: Any) -> Permit:
    return do(applied(city, **rest), "grant", city.hugo)
