"""What this house promises to those above it."""


def refused_topic(kind: str) -> str:
    """The topic under which the house of a kind of subject hears of its photos that can't be used; the reference is the
    photo's. Where no house listens, nothing is promised."""
    return f"{kind}.photo_refused"
