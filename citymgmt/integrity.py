"""What must hold in a live database, of all houses that keep something."""

from cases import integrity as cases
from common.integrity import Check
from evidence import integrity as evidence
from inspections import integrity as inspections

CHECKS: tuple[Check, ...] = (*evidence.checks(), *cases.CHECKS, *inspections.CHECKS)
