"""场所档案: places with their kinds, and zones. Nothing here is deleted: a place that closes gets an end, for old cases
keep their place. All geometry is WGS 84."""

from places.models.kinds import PlaceField, PlaceKind
from places.models.places import Place
from places.models.zones import Zone

__all__ = ["Place", "PlaceField", "PlaceKind", "Zone"]
