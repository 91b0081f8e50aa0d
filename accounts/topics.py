"""The topic of the outbox under which the houses above hear of people."""

PERSON_OUT = "accounts.out"  # somebody was switched off, or has another role: what they did before, they do no more
