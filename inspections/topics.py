"""What this house promises to those above it."""

VISITED = "visit.ended"  # the visit of a subject that is no case was made, or cancelled
