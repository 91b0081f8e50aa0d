"""What this house promises through the outbox."""

ROUND = "rounds.round"  # an event of a round, for who is told
OBJECTION = "rounds.objection"  # an event of an objection, for who is told
FINDING = "rounds.finding"  # a finding, for who is told
