"""An application for a permit, as a test sends it."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from places.actions import Application
from tests import factories as make


def application(**rest: Any) -> Application:
    """To stand in the first unit grid for ten days from today."""
    lng, lat = make.middle(0, 0)
    today = timezone.localdate()
    said: dict[str, Any] = {
        "id": uuid.uuid4(), "kind": "occupy", "holder": "老王早餐", "purpose": "早餐摊位", "unit": "sanitation",
        "starts_on": today, "ends_on": today + timedelta(days=10), "lng": lng, "lat": lat,
    }  # fmt: skip
    return Application(**said | rest)
