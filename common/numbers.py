"""Whole numbers among what others send."""

LONGEST = 18  # digits: a key of the database, and far below the thousands that Python refuses to read


def number_in(text: str) -> int | None:
    """What these digits say; None where they are none, or too many."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
