"""What city.toml says of a city: its name, where its maps begin, the count of its versions."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from common.datum import Datum
from common.phones import CHINA
from grids.models import CityVersion
from grids.registers.loading import load_version
from registry.folder.city import City
from registry.queries import city_language, phone_region
from registry.registers.folder import CityFacts, keep_city


def _load(city: City) -> int:
    centre = city.reference.to_wgs84(*city.centre) if city.centre else None
    return load_version(name=city.name, datum=city.datum, centre=centre, at=timezone.now())


def _said() -> Mapping[str, Any]:
    version = CityVersion.objects.order_by("-number").first()
    centre = version.centre if version else None
    return {
        "name": (version.name if version else "") or settings.CITY_NAME or "–",
        "datum": Datum.WGS84.value,
        "time_zone": settings.TIME_ZONE,
        "centre": [centre.x, centre.y] if centre else None,
        "language": city_language(),
        "phone_region": region if (region := phone_region()) != CHINA else "",
    }


keep_city(CityFacts(_load, _said))
