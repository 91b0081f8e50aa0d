"""What a city keeps of where: areas, grids, components, the base map, and who walks which grids."""

from grids.registers import city  # noqa: F401 - keeps what city.toml says
from grids.registers.base_map import BASE_MAP
from grids.registers.components import COMPONENTS, ComponentData
from grids.registers.places import AREAS, DUTY_GRIDS, UNIT_GRIDS, AreaData, DutyGridData, UnitGridData
from grids.registers.rounds import ROUNDS, RoundsData

__all__ = [
    "AREAS",
    "BASE_MAP",
    "COMPONENTS",
    "DUTY_GRIDS",
    "ROUNDS",
    "UNIT_GRIDS",
    "AreaData",
    "ComponentData",
    "DutyGridData",
    "RoundsData",
    "UnitGridData",
]
