"""The topics of the outbox under which the case line tells of what happened."""

ROUTE = "case.route"  # a case waits for the router
ENTERED = "case.entered"  # a case came to a state in which somebody goes and looks, or left one
NOTICE = "case.notice"  # an event of which people may hear
SUPERVISED = "case.supervised"  # an event: a supervision began or ended, or a case under supervision was moved on
MENTION = "case.mentioned"  # a comment that names people
WEBHOOK = "case.webhook"  # an integration client has something to be sent
ANCHORED = "case.anchored"  # a signed record of the history was made, to be mailed
EXPORTED = "case.exported"  # a great workbook is ready, or could not be made
