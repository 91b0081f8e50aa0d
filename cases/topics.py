"""The topics of the outbox under which the case line tells of what happened."""

NOTICE = "case.notice"  # an event of which people may hear
MENTION = "case.mentioned"  # a comment that names people
