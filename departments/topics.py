"""The topics of the outbox under which a higher house hears of the units and the people in them."""

PERSON_LEFT = "departments.left"  # who was switched off, works in another unit now, or in none
