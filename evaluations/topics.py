"""The topics of the outbox under which this house tells what happened."""

LETTER = "evaluations.letter"  # a week is over and its letter due
