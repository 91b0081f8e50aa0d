"""What a city keeps of its places: kinds with their fields, the places, the zones."""

from places.registers.kinds import FIELDS, KINDS, FieldData, KindData
from places.registers.places import PLACES, PlaceData
from places.registers.zones import ZONES, ZoneData

__all__ = ["FIELDS", "KINDS", "PLACES", "ZONES", "FieldData", "KindData", "PlaceData", "ZoneData"]
