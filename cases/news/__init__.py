"""The news of the case line: its events, whom they concern, what may be told, and the digest of unit heads."""

from cases.news.digest import CaseDigest
from cases.news.events import AUDIENCES, CASE, EVENTS, event_of, has_audience
from cases.news.exports import declare_exports
from cases.news.mentions import mentioned
from cases.news.people import happened
from cases.news.subject import CaseKind
from cases.topics import MENTION, NOTICE
from notices import digests
from notices.actions import declare

__all__ = ["AUDIENCES", "CASE", "EVENTS", "declare_news", "event_of", "has_audience"]


def declare_news() -> None:
    """Once, when the houses are ready."""
    declare(CaseKind(), declared=EVENTS, audiences=AUDIENCES, topics={NOTICE: happened, MENTION: mentioned})
    declare_exports()
    digests.declare(CaseDigest())
