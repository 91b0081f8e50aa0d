"""What this house promises to those above it, and to the house of notices."""

VISITED = "visit.ended"  # the visit of a subject that is no case was made, or cancelled
TOLD = "visit.notice"  # something happened to a visit of which people hear
