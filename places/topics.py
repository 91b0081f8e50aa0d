"""What this house promises to itself, and to the house of notices."""

SURVEYED = "survey.task"  # a task of a survey ended: it may have been the last one
TOLD = "survey.notice"  # something happened to a survey of which people hear
