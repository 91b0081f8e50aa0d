"""What must hold in a live database, of all houses that keep something."""

from cases import soundness as cases
from cases.soundness import Check
from inspections import soundness as inspections

CHECKS: tuple[Check, ...] = (*cases.CHECKS, *inspections.CHECKS)
