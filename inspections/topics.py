"""What this house promises to those above it, and to the house of notices."""

TOLD = "visit.notice"  # something happened to a visit of which people hear


def visited_topic(kind: str) -> str:
    """Under this topic the house of a kind of subject hears that a visit of one of them was made, or cancelled; the
    reference is the visit's key. Where no house listens, nothing is promised."""
    return f"visit.ended.{kind}"
