"""What rate the city wants to reach."""

from collections.abc import Mapping

from evaluations.settings import TARGETS
from registry.queries import settings_in_force


def targets() -> Mapping[str, float]:
    """Of each indicator that has a target its value in percent; one query."""
    found = settings_in_force(*TARGETS.values())
    return {name: float(found[setting]) for name, setting in TARGETS.items() if found[setting]}
