"""What cases show on a person's home: the lists of each role, and what those who watch over the house read first."""

from cases.homes import loads, oversight, viewers
from cases.homes.worklists import SECTIONS, Filled, Section, add_sections, fill, sections_of

__all__ = ["SECTIONS", "Filled", "Section", "add_sections", "fill", "loads", "oversight", "sections_of", "viewers"]
