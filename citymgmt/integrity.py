"""What must hold in a live database, of all houses that keep something."""

from cases import integrity as cases
from common.integrity import Check
from inspections import integrity as inspections

CHECKS: tuple[Check, ...] = (*cases.CHECKS, *inspections.CHECKS)
