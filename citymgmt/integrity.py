"""What must hold in a live database, of all houses that keep something."""

from cases import integrity as cases
from common.integrity import Check
from evidence import integrity as evidence
from inspections import integrity as inspections
from notices import integrity as notices

CHECKS: tuple[Check, ...] = (*evidence.checks(), *notices.checks(), *cases.CHECKS, *inspections.CHECKS)
