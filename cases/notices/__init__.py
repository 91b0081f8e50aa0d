"""Who hears of what, in which words, by what and when. Delivering is the work of cases.actions."""

from cases.notices.events import EVENTS, MENTIONED, NoticeKind, event_of, has_audience
from cases.notices.quiet import Quiet
from cases.notices.rules import Audience, Rule, rule_table, rules_in_force
from cases.notices.texts import Words, check_text, text_table, words_in_force
from cases.topics import MENTION, NOTICE

# Topics of the outbox: events, mentions; deliveries by mail and by channels, bundles after the quiet; digests.
MAIL = "notice.mail"
POST = "notice.post"
BUNDLE = "notice.bundle"
DIGEST = "notice.digest"

__all__ = [
    "BUNDLE",
    "DIGEST",
    "EVENTS",
    "MAIL",
    "MENTION",
    "MENTIONED",
    "NOTICE",
    "POST",
    "Audience",
    "NoticeKind",
    "Quiet",
    "Rule",
    "Words",
    "check_text",
    "event_of",
    "has_audience",
    "rule_table",
    "rules_in_force",
    "text_table",
    "words_in_force",
]
