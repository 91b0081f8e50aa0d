"""What a city keeps of where: places, and who walks them."""

from grids.registers.rounds import ROUNDS, RoundsData

__all__ = ["ROUNDS", "RoundsData"]
