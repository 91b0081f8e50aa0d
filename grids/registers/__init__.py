"""Where: what a city keeps of areas, grids, components and the base map."""

from grids.registers import city  # noqa: F401 - keeps what city.toml says
from grids.registers.base_map import BASE_MAP
from grids.registers.components import COMPONENTS, ComponentData
from grids.registers.places import AREAS, DUTY_GRIDS, UNIT_GRIDS, AreaData, DutyGridData, UnitGridData

__all__ = [
    "AREAS",
    "BASE_MAP",
    "COMPONENTS",
    "DUTY_GRIDS",
    "UNIT_GRIDS",
    "AreaData",
    "ComponentData",
    "DutyGridData",
    "UnitGridData",
]
