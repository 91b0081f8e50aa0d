"""How urgent a case is, in a word."""

from catalogue.choices import Urgency


def urgency_of(*, urgent: bool, classified: bool) -> str:
    """How urgent a case is; empty as long as it has no filing condition (`classified`) and nobody raised it."""
    if urgent:
        return Urgency.URGENT.value
    return Urgency.NORMAL.value if classified else ""
