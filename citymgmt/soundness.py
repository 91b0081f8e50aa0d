"""What must hold in a live database, of all houses that keep something."""

from cases import soundness as cases
from common.soundness import Check
from inspections import soundness as inspections
from notices import soundness as notices

CHECKS: tuple[Check, ...] = (*notices.checks(), *cases.CHECKS, *inspections.CHECKS)
