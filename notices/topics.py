"""The topics of the outbox under which this house sends what it has written. Those of events are their houses' own."""

MAIL = "notice.mail"  # a delivery by mail
POST = "notice.post"  # a delivery through a channel
BUNDLE = "notice.bundle"  # all that waited for the end of one person's quiet hours, by one way
DIGEST = "notice.digest"  # a digest, by one way
